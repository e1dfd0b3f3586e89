"""What a program does that uses boto3: writes an object, and prints what its bucket holds.

usage: write_and_list.py BUCKET OBJECT FILE     with credentials and endpoint as boto3 finds them
"""

import sys

import boto3

bucket, name, file = sys.argv[1:]
storage = boto3.client("s3")
with open(file, "rb") as body:
    storage.put_object(Bucket=bucket, Key=name, Body=body)
for listed in storage.list_objects_v2(Bucket=bucket)["Contents"]:
    print(listed["Key"])
