# SPDX-License-Identifier: Apache-2.0
"""Keeps every letter as a JSON line; answers 451 to the first N. Arguments: FOLDER N [starttls|tls].

With the third argument it encrypts (with FOLDER/ca.pem, made here), and takes letters only from the
user "photo" with the password "open sesame", and a log-in only inside the encryption.
"""
import asyncio
import email
import email.policy
import hashlib
import json
import os
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult

FOLDER, REFUSALS = sys.argv[1], int(sys.argv[2])
ENCRYPTION = sys.argv[3] if len(sys.argv) > 3 else ""


class Handler:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        refused = self.count < REFUSALS
        self.count += 1
        line = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos[0],
            "subject": str(letter["Subject"]),
            "message_id": letter["Message-ID"],
            "text": letter.get_body().get_content(),
            "refused": refused,
            "encrypted": session.ssl is not None or ENCRYPTION == "tls",
            "logged_in": bool(session.authenticated),
        }
        for part in letter.iter_attachments():
            line["file_name"] = part.get_filename()
            line["file_sha256"] = hashlib.sha256(part.get_payload(decode=True)).hexdigest()
        with open(os.path.join(FOLDER, "received.jsonl"), "a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        return "451 try again later" if refused else "250 OK"


def check(server, session, envelope, mechanism, data):
    good = data.login == b"photo" and data.password == b"open sesame"
    return AuthResult(success=good, handled=False)  # it answers 535 itself


def make_context():
    key, certificate = os.path.join(FOLDER, "key.pem"), os.path.join(FOLDER, "ca.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out",
         certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


async def main():
    handler = Handler()
    context = make_context() if ENCRYPTION else None
    secure = {"authenticator": check, "auth_required": True} if ENCRYPTION else {}
    if ENCRYPTION == "starttls":
        secure.update(tls_context=context, require_starttls=True)
    if ENCRYPTION == "tls":
        secure["auth_require_tls"] = False  # it cannot see the encryption around it
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, **secure), "127.0.0.1", 0, ssl=context if ENCRYPTION == "tls" else None)
    with open(os.path.join(FOLDER, "port.new"), "w") as out:
        out.write(str(server.sockets[0].getsockname()[1]))
    os.rename(os.path.join(FOLDER, "port.new"), os.path.join(FOLDER, "port"))
    await server.serve_forever()


asyncio.run(main())
