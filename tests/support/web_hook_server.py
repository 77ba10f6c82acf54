# SPDX-License-Identifier: Apache-2.0
"""Keeps every post as a JSON line; answers 500 to the first N. Arguments: FOLDER N."""
import http.server
import json
import os
import sys

FOLDER, REFUSALS = sys.argv[1], int(sys.argv[2])
COUNT = 0


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global COUNT
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        line = {
            "body": body,
            "signature": self.headers["X-Zhaojian-Signature"],
            "message": self.headers["X-Zhaojian-Message"],
        }
        with open(os.path.join(FOLDER, "received.jsonl"), "a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        COUNT += 1
        self.send_response(500 if COUNT <= REFUSALS else 200)
        self.end_headers()


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open(os.path.join(FOLDER, "port.new"), "w") as out:
    out.write(str(server.server_address[1]))
os.rename(os.path.join(FOLDER, "port.new"), os.path.join(FOLDER, "port"))
server.serve_forever()
