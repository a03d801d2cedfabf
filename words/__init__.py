"""Words: which words of the interface exist in which language, who read them through, and which of them the public sees."""
