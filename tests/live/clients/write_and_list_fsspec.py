"""What a program does that uses fsspec, as pandas and dask do: writes an object, and prints what its bucket holds.

usage: write_and_list_fsspec.py BUCKET OBJECT FILE     with credentials and endpoint as s3fs finds them
"""

import sys

import fsspec

bucket, name, file = sys.argv[1:]
storage = fsspec.filesystem("s3")
storage.put(file, f"{bucket}/{name}")
for listed in storage.ls(bucket, detail=False):
    print(listed)
