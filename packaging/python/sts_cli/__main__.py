"""`python -m sts_cli`: runs the program."""

import subprocess
import sys

from ._program import path

sys.exit(subprocess.call([path(), *sys.argv[1:]]))
