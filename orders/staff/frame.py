"""What every screen of this folder shows around its content: heading, way back, pages of a list."""

from accounts.admin_frame import PER_PAGE, frame, page_of

__all__ = ["PER_PAGE", "frame", "page_of"]
