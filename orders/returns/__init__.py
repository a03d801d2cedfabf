"""What a shopper gives back: asked, answered, on its way back, received, settled. ``policies`` says what may come back, and until when."""
