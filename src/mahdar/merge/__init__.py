"""One event, many reports: which tellings are of one contact, what they agree on, where they differ, what each side leaves out.

Pure functions over records; nothing in here keeps anything. See docs/events.md.
"""
