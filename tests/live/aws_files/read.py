"""What botocore reads in AWS files: an object of JSON for each file whose path comes on standard input, or why it refuses it.

usage: read.py config|credentials
"""

import json
import sys

from botocore.configloader import load_config, raw_config_parse
from botocore.exceptions import ConfigParseError

read = load_config if sys.argv[1] == "config" else raw_config_parse
for path in sys.stdin.read().split("\n"):
    if path:
        try:
            print(json.dumps({"read": read(path)}))
        except ConfigParseError as refusal:
            print(json.dumps({"refused": str(refusal.kwargs.get("error"))}))
