# Showing that it is you: at sign-in, and again before a sensitive act

verification-title = Verify that it is you
verification-welcome = Welcome back, { $email }. One more step and you are signed in; it has to be done within five minutes.
verification-heading = Second step
verification-choose = Choose your verification method
verification-another = Use another method
verification-submit = Verify
verification-lost = No telephone, no codes and no passkey at hand? The helpdesk can help you back in.
verification-somebody-else = Not you, or something went wrong?
verification-start-again = Start again
verification-no-way = There is no way to verify you here. Sign out and sign in again.
verification-missing = Enter it first.
verification-totp = Code from your authenticator app
verification-totp-hint = Six digits; they change every 30 seconds.
verification-recovery = Recovery code
verification-recovery-hint = One of the codes you kept when you set up two-step verification. Each works once.
verification-password = Your password
verification-sms = Code from the text message
verification-sms-hint = Six digits, valid for five minutes.
verification-sms-first = We send a code to your telephone.
verification-sms-send = Send the code
verification-sms-sent = A code was sent to { $number }. It may take several minutes to arrive.
verification-sms-again = Send again
verification-passkey = Use your passkey
verification-passkey-text = Your browser asks for your fingerprint, face, PIN or security key. A passkey on another device works too: choose it there and scan the QR code.
verification-provider = Sign in again through your provider; you come back to this page.

verification-method-totp = Authenticator app
verification-method-passkey = Passkey or security key
verification-method-sms = Mobile phone and text message (SMS)
verification-method-recovery_code = Recovery code
verification-method-password = Password
verification-method-provider = Through your provider

verification-wrong-totp = The code is wrong, or its 30 seconds are over. Enter the one the app shows now; if it keeps failing, set the clock of the device to automatic.
verification-wrong-passkey = This passkey does not belong to your account.
verification-wrong-sms = The code is wrong or too old. Check the newest message, or have one sent again.
verification-wrong-recovery_code = This code is wrong or was used before. Try another one.
verification-wrong-password = The password is wrong.
verification-wrong-provider = That did not work. Try again.

step-up-title = Verify that it is you
step-up-text = What you are about to do needs a verification of the last ten minutes. Nothing is lost: it goes on as soon as you are verified.
step-up-missing-title = Two-step verification is needed
step-up-missing-text = The application demands two-step verification, and your account has none yet. Set it up, it takes two minutes; then come back here. What you entered is kept.

# Before a second factor is missed
second-factor-due = Set up two-step verification before you submit
second-factor-due-text = An application you use or ask access to demands it. It takes about two minutes.
second-factor-set-up = Set up two-step verification
second-factor-ways = Which way fits me? For those who know EU Login
second-factor-ways-pin = EU Login app with PIN code: a passkey, which the PIN, fingerprint or face of your device opens.
second-factor-ways-qr = EU Login app with QR code: a passkey on another device, used here by scanning a QR code.
second-factor-ways-token = Token: an authenticator app, or a hardware token whose secret you can type in.
second-factor-ways-key = A security key is a passkey, too.

# Passkeys, wherever they are made or asked for
passkey-cancelled = No passkey was used: it was cancelled, or nothing was chosen in time. Try again, or use another way.
passkey-already-there = This device already holds a passkey for your account.
passkey-wrong-address = Passkeys do not work at this address of the portal. Use another way.
passkey-not-supported = This browser cannot use passkeys. Use another way.
passkey-failed = The browser could not use a passkey. Try again, or use another way.
