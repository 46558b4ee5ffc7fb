"""The driver of a task: runs its code, and tells the supervisor what came of it.

Modules are imported when they are needed and not before: a task that prints one line should not wait for them.
"""

import os

FOLDER = os.path.dirname(os.path.abspath(__file__))
