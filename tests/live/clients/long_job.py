"""A job that outlives its credentials: writes and reads objects for so many seconds, and stops at the first request that fails.

usage: long_job.py SECONDS BUCKET PREFIX     with credentials and endpoint as boto3 finds them
"""

import sys
import time

import boto3
from botocore.config import Config

seconds, bucket, prefix = float(sys.argv[1]), sys.argv[2], sys.argv[3]
once = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
storage = boto3.client("s3", config=once)
keys, rounds, ends = set(), 0, time.monotonic() + seconds

while time.monotonic() < ends:
    name, text = f"{prefix}/{rounds % 10}.txt", f"round {rounds}\n".encode()
    storage.put_object(Bucket=bucket, Key=name, Body=text)
    assert storage.get_object(Bucket=bucket, Key=name)["Body"].read() == text
    keys.add(storage._request_signer._credentials.get_frozen_credentials().access_key)
    rounds += 1
    time.sleep(0.25)

print(f"{rounds} rounds with {len(keys)} sets of credentials")
