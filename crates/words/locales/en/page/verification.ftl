# Passkeys, wherever they are made or asked for
passkey-cancelled = No passkey was used: it was cancelled, or nothing was chosen in time. Try again, or use another way.
passkey-already-there = This device already holds a passkey for your account.
passkey-wrong-address = Passkeys do not work at this address of the portal.
passkey-failed = The browser could not use a passkey. Try again, or use another way.
