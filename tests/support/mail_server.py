# SPDX-License-Identifier: Apache-2.0
"""Keeps every letter as a JSON line; answers 451 to the first N. Arguments: FOLDER N."""
import asyncio
import email
import email.policy
import hashlib
import json
import os
import sys

from aiosmtpd.smtp import SMTP

FOLDER, REFUSALS = sys.argv[1], int(sys.argv[2])


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
        }
        for part in letter.iter_attachments():
            line["file_name"] = part.get_filename()
            line["file_sha256"] = hashlib.sha256(part.get_payload(decode=True)).hexdigest()
        with open(os.path.join(FOLDER, "received.jsonl"), "a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        return "451 try again later" if refused else "250 OK"


async def main():
    handler = Handler()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    with open(os.path.join(FOLDER, "port.new"), "w") as out:
        out.write(str(server.sockets[0].getsockname()[1]))
    os.rename(os.path.join(FOLDER, "port.new"), os.path.join(FOLDER, "port"))
    await server.serve_forever()


asyncio.run(main())
