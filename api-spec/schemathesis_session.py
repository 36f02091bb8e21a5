"""The session with which Schemathesis asks: a training coordinator's, made anew when the server ends it."""

import os

import requests
import schemathesis

HILUM = os.environ["HILUM_ADDRESS"]
CUSTOM_HEADER = {"X-Requested-With": "hilum"}


@schemathesis.auth()
class Coordinator:
    def get(self, case, context):
        accounts = requests.get(f"{HILUM}/api/v1/training/accounts", timeout=15).json()["items"]
        person = next(account for account in accounts if account["role"] == "coordinator")
        signed_in = requests.post(
            f"{HILUM}/api/v1/sessions",
            json={"email": person["email"], "password": person["password"]},
            headers=CUSTOM_HEADER,
            timeout=15,
        )
        signed_in.raise_for_status()
        # The cookie is `Secure`; a client library would keep it back over plain HTTP.
        return signed_in.headers["Set-Cookie"].split(";")[0]

    def set(self, case, cookie, context):
        case.headers = {**(case.headers or {}), "Cookie": cookie, **CUSTOM_HEADER}
