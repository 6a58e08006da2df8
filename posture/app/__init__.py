"""The local page in a browser: new analysis, queue, reports and the library, on this machine alone.

It needs the extra ``app``. The server measures nothing and decodes nothing itself: every job is the
command line as a process of its own, and what a film shows is looked at by one, too.
"""
