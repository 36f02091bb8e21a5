# Setting up two-step verification. Kinds keep their spelling: factor-totp.

factor-passkey = Passkey
factor-totp = Authenticator app
factor-sms = Text message

two-step-title = Set up two-step verification
two-step-lead = Besides your password, Hilum then asks for something that only you have. Choose what suits you; you can add others later.
two-step-first = Set up two-step verification first
two-step-first-text = Your role in the portal, or what happened to your account, demands it: nothing else is open to you before. Afterwards you get to the page you wanted.
two-step-next = Setting it up takes about two minutes. In the end you get recovery codes for the day on which you lose the device.
two-step-needs-passkey = You need this device with its fingerprint, face or PIN, or a security key. The quickest and safest way: there is no code to type, and no false page can use it.
two-step-needs-totp = You need a phone or computer with an app such as Microsoft Authenticator, Google Authenticator, Aegis or a password manager. It works without a network.
two-step-needs-sms = You need a mobile phone with reception. The weakest of these ways: take it only if the others are impossible for you.
two-step-choose-passkey = Use a passkey
two-step-choose-totp = Use an authenticator app
two-step-choose-sms = Use text messages
two-step-another-kind = Choose another way

two-step-begin-passkey = Name the passkey
two-step-begin-totp = Name the device with your app
two-step-begin-sms = Your mobile phone
two-step-begin-lead-passkey = Next, your browser asks for your fingerprint, face, PIN or security key.
two-step-begin-lead-totp = Have the app open on your phone or computer. Next, you scan a code with it.
two-step-begin-lead-sms = Next, we send a message with a code to this number.
two-step-begin-submit-passkey = Create the passkey
two-step-begin-submit-totp = Continue to the code
two-step-begin-submit-sms = Send the code
two-step-label = Name of the device
two-step-label-hint = So that you know which one it is, should you have to remove it.
two-step-usual-label-totp = My phone
two-step-usual-label-sms = My phone
two-step-phone = Mobile phone number
two-step-phone-hint = With the country code, for example +32 475 12 34 56

two-step-prove-passkey = Create the passkey
two-step-prove-totp = Connect the app
two-step-prove-sms = Enter the code
two-step-scan = Scan this code with the app, or enter it in one of the ways below.
two-step-qr = QR code for the authenticator app. Its content is written below.
two-step-open = Open in the app on this device
two-step-type = Or type this key into the app:
two-step-copy-secret = Copy the key
two-step-enter = The app now shows a code of six digits, a new one every 30 seconds. Type the present one here:
two-step-code = Code
two-step-code-hint = Six digits; spaces do not matter.
two-step-confirm = Confirm
two-step-passkey-asks = Follow what your browser asks. If nothing appears, choose the button.
two-step-passkey-create = Create the passkey
two-step-sent = We have sent a code to the number that ends in { $number }. It is valid for 5 minutes.
two-step-begin-again = Begin again
two-step-send-again = Change the number or send a new code

two-step-codes-title = Keep your recovery codes
two-step-done-passkey = The passkey works. Two-step verification is on.
two-step-done-totp = The app works. Two-step verification is on.
two-step-done-sms = The number works. Two-step verification is on.

recovery-codes = Recovery codes
recovery-codes-lead = If you lose your device, each of these codes signs you in once instead of it.
recovery-codes-once = They are shown now and never again. Nobody, not even the helpdesk, can look them up.
recovery-codes-copy = Copy all
recovery-codes-download = Download as text
recovery-codes-print = Print
recovery-codes-where = Keep them where you would find them without the device: in a password manager, or printed in a locked drawer. Not in your mail.
recovery-codes-kept = I have kept them, continue
recovery-codes-file = Recovery codes for { $portal }, { $person }. Each is good once.
