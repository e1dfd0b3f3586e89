"""What a program does that uses the AWS Common Runtime alone: writes an object, and prints what its bucket holds.

usage: write_and_list_crt.py BUCKET OBJECT FILE     with credentials as the runtime's default chain finds them, and ENDPOINT
"""

import os
import re
import sys
import urllib.parse

from awscrt.auth import AwsCredentialsProvider, AwsSignedBodyHeaderType, AwsSignedBodyValue, AwsSigningConfig, aws_sign_request
from awscrt.http import HttpClientConnection, HttpRequest

bucket, name, file = sys.argv[1:]
place = urllib.parse.urlsplit(os.environ["ENDPOINT"])
credentials = AwsCredentialsProvider.new_default_chain()
connection = HttpClientConnection.new(host_name=place.hostname, port=place.port).result(20)


def ask(method, path, body=None):
    """Sends one signed request, and gives the answer's body; any status but 200 is a failure."""
    request = HttpRequest(method, path, body_stream=body)
    request.headers.add("Host", place.netloc)
    if body:
        request.headers.add("Content-Length", str(os.fstat(body.fileno()).st_size))
    config = AwsSigningConfig(
        credentials_provider=credentials,
        region=os.environ.get("AWS_REGION", "us-east-1"),
        service="s3",
        use_double_uri_encode=False,
        should_normalize_uri_path=False,
        signed_body_value=AwsSignedBodyValue.UNSIGNED_PAYLOAD,
        signed_body_header_type=AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256,
    )
    aws_sign_request(request, config).result(20)
    received = bytearray()
    stream = connection.request(request, on_body=lambda http_stream, chunk, **more: received.extend(chunk))
    stream.activate()
    status = stream.completion_future.result(20)
    if status != 200:
        sys.exit(f"{method} {path}: {status}: {received.decode()}")
    return received.decode()


with open(file, "rb") as body:
    ask("PUT", f"/{bucket}/{urllib.parse.quote(name)}", body)
for listed in re.findall("<Key>([^<]*)</Key>", ask("GET", f"/{bucket}?list-type=2")):
    print(listed)
