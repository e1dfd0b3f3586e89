"""A provider and an STS that answer at once and note what each request cost: when it came, how long the answer took, how many bytes."""

import base64
import json
import socket
import subprocess
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

KEY_SIZE = 256
DIGEST = bytes.fromhex("3031300d060960864801650304020105000420")  # "this is SHA-256", RFC 8017, section 9.2

CREDENTIALS = """<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>
<Credentials><AccessKeyId>ACCESSKEYFORTESTS123</AccessKeyId><SecretAccessKey>secret-key-for-tests-0123456789abcdefghij</SecretAccessKey>
<SessionToken>session-token-for-tests</SessionToken><Expiration>{expiration}</Expiration></Credentials>
</{action}Result></{action}Response>"""
KEYS = {"accessKeyId": "ACCESSKEYFORTESTS123", "secretAccessKey": "secret-key-for-tests", "sessionToken": "session-token-for-tests"}
LAST_CHUNK = b"0\r\n\r\n"  # RFC 9112, section 7.1


@dataclass
class Answered:
    """One request: its path, when it was complete and when its answer was sent (seconds), and the bytes of both."""

    path: str
    received: float
    sent: float
    bytes: int


def text64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class SigningKey:
    """An RSA key of this run."""

    def __init__(self):
        key = subprocess.run(["openssl", "genrsa", "2048"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
        text = subprocess.run(["openssl", "rsa", "-text", "-noout"], input=key, stdout=subprocess.PIPE, check=True).stdout.decode()
        self.modulus, self.exponent = self.number(text, "modulus:"), self.number(text, "privateExponent:")

    @staticmethod
    def number(text, name):
        lines = text.split(f"\n{name}\n")[1].splitlines()
        digits = []
        for line in lines:
            if not line.startswith(" "):
                break
            digits.append(line.strip().replace(":", ""))
        return int("".join(digits), 16)

    def public(self):
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "e": "AQAB", "n": text64(self.modulus.to_bytes(KEY_SIZE, "big"))}

    def token(self, claims):
        import hashlib

        head = text64(b'{"alg":"RS256","kid":"1"}')
        signed = f"{head}.{text64(json.dumps(claims).encode())}"
        digest = DIGEST + hashlib.sha256(signed.encode()).digest()
        padded = b"\x00\x01" + b"\xff" * (KEY_SIZE - 3 - len(digest)) + b"\x00" + digest
        return f"{signed}.{text64(pow(int.from_bytes(padded, 'big'), self.exponent, self.modulus).to_bytes(KEY_SIZE, 'big'))}"


@dataclass
class Provider:
    """The server on loopback: discovery, keys, authorization (everyone is signed in already), tokens; `POST /` of an STS; and
    `POST /sessions` of IAM Roles Anywhere."""

    key: SigningKey = field(default_factory=SigningKey)
    requests: list = field(default_factory=list)
    connections: list = field(default_factory=list)
    nonces: dict = field(default_factory=dict)

    def __post_init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.issuer = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections.append(time.monotonic())
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        pending = b""
        while True:
            while b"\r\n\r\n" not in pending:
                data = connection.recv(65536)
                if not data:
                    return connection.close()
                pending += data
            head, pending = pending.split(b"\r\n\r\n", 1)
            lines = head.decode().split("\r\n")
            method, path, _ = lines[0].split(" ")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:])
            length = int(headers.get("content-length", 0))
            is_chunked = headers.get("transfer-encoding") == "chunked"
            while len(pending) < length or (is_chunked and LAST_CHUNK not in pending):
                pending += connection.recv(65536)
            if is_chunked:
                length = pending.index(LAST_CHUNK) + len(LAST_CHUNK)
            body, pending = pending[:length], pending[length:]
            received = time.monotonic()
            answer = self.answer(method, path, body.decode())
            connection.sendall(answer)
            self.requests.append(Answered(f"{method} {path.split('?')[0]}", received, time.monotonic(), len(head) + 4 + length + len(answer)))

    def answer(self, method, path, body):
        url = urllib.parse.urlsplit(path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/.well-known/openid-configuration":
            return response(json.dumps(self.discovery()))
        if url.path == "/keys":
            return response(json.dumps({"keys": [self.key.public()]}))
        if url.path == "/authorize":
            code = str(len(self.nonces))
            self.nonces[code] = query.get("nonce")
            parameters = urllib.parse.urlencode({"code": code, "state": query["state"], "iss": self.issuer})
            return response("", "302 Found", f"Location: {query['redirect_uri']}?{parameters}\r\n")
        if url.path == "/token":
            return response(json.dumps(self.tokens(dict(urllib.parse.parse_qsl(body)))))
        expiration = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        if url.path == "/sessions":
            return response(json.dumps({"credentialSet": [{"credentials": KEYS | {"expiration": expiration}}]}), "201 Created")
        if method == "POST":
            action = urllib.parse.parse_qs(body)["Action"][0]
            return response(CREDENTIALS.format(action=action, expiration=expiration), kind="application/xml")
        return response("", "403 Forbidden", "Server: MinIO\r\n")

    def discovery(self):
        issuer = self.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "authorization_response_iss_parameter_supported": True,
            "code_challenge_methods_supported": ["S256"],
        }

    def tokens(self, form):
        token = self.id_token(form.get("client_id", "sts-cli"), self.nonces.get(form.get("code")))
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 3600, "id_token": token, "refresh_token": "refresh"}

    def id_token(self, audience, nonce=None):
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "alice", "aud": audience, "iat": now, "exp": now + 8 * 3600, "policy": "readwrite"}
        return self.key.token(claims | ({"nonce": nonce} if nonce else {}))


def response(body, status="200 OK", headers="", kind="application/json"):
    data = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}Content-Length: {len(data)}\r\n\r\n"
    return head.encode() + data
