account-title = My account
account-lead = How you sign in, where you are signed in, and what to do in an emergency.

account-factors = Two-step verification
account-factors-none = Two-step verification is not set up
account-factors-none-text = Some applications, CPMS among them, demand it. It takes about two minutes.
account-factors-set-up = Set it up
account-factors-add = Add another way
account-factor-name = Name
account-factor-added = Added
account-factor-used = Last used
account-factor-never = Never
account-factor-change = Change
account-factor-sms = Text message to the number that ends in { $number }
account-factor-rename = Rename
account-factor-rename-name = Rename { $name }
account-factor-new-name = New name of “{ $name }”
account-factor-remove = Remove
account-factor-remove-name = Remove { $name }
account-factor-remove-title = Remove “{ $name }”?
account-factor-remove-told = You can no longer be verified with it. You can add it again at any time.
account-factor-last = Cannot be removed: an application you have access to demands two-step verification. Add another way first, then remove this one.
account-codes-left =
    { $count ->
        [0] You have no recovery codes left. Make new ones now, so that a lost device does not lock you out.
        [one] You have 1 recovery code left. Make new ones soon.
       *[other] You have { $count } recovery codes left.
    }
account-codes-new = Make new recovery codes
account-codes-new-title = Make new recovery codes?
account-codes-new-told = You get ten new ones. The old ones stop working at once.

account-identities = Sign-in through others
account-identities-text = Providers that vouch for you, so that you need no password here.
account-identity-name = Provider
account-identity-since = Connected
account-identity-used = Last used
account-identity-remove = Disconnect
account-identity-remove-name = Disconnect { $name }
account-identity-remove-told = You can then no longer sign in here through { $name }. Your account stays.
account-identity-only = Cannot be disconnected: it is your only way in. Choose a password first.
account-identity-connect = Connect { $name }

account-password = Password
account-password-text = If you only sign in through another provider, you have none yet: leave the current password empty. When you change it, you stay signed in here; everywhere else you are signed out.
account-password-current = Current password
account-password-new = New password
account-password-submit = Change the password
account-password-changed = The password is changed. You are signed out everywhere else.

account-email = E-mail address
account-email-present = At present: { $email }
account-email-text = We send a link to the new address, and a notice to the old one. The address changes when you open the link.
account-email-new = New e-mail address
account-email-again = New e-mail address, once more
account-email-submit = Send the link
account-email-sent = We have sent a link to { $email }. Open it within 24 hours; until then the old address stays.

account-sessions = Where you are signed in
account-sessions-text = End what you do not recognise, and change your password.
account-browser = { $browser } on { $system }
account-browser-unknown = Unknown program
account-session-browser = Browser
account-session-since = Since
account-session-used = Last used
account-session-end = End
account-session-this = This one
account-session-end-do = End
account-session-end-name = End the session of { $browser } at { $address }
account-session-end-told = Whoever uses it is signed out at once and has to sign in again.
account-sessions-end = End all others
account-sessions-end-title = End all other sessions?
account-sessions-end-told = You stay signed in here, and are signed out everywhere else at once.

account-support = Help from the helpdesk
account-support-text = On the telephone, a support code shows the helpdesk which account is yours. It gives no access to it.
account-support-make = Get a support code
account-support-read = Read this code to the helpdesk:
account-support-until = It can be used until { $time }.

account-panic = Emergency
account-panic-text = Do you fear that somebody else uses your account, or was your device stolen while you were signed in? Lock the account now and sort it out afterwards.
account-panic-do = PANIC: lock my account
account-panic-title = Lock your account now?
account-panic-told = You are signed out everywhere at once, your two-step verification and recovery codes are removed, and nobody can sign in any more, not even you. Only the helpdesk can unlock it, when it is sure that it speaks to you. Your requests and your access stay.
account-panic-confirm = Lock it now

account-locked = Your account is locked
account-locked-text = Nobody is signed in any more, and nobody can sign in.
account-locked-next = When you are safe again, write to the helpdesk. It makes sure that it is you, unlocks the account, and you set up two-step verification anew.
account-closed = Your account is closed
account-closed-text = Your name, address and everything else that names you have been erased. The decisions you were part of stay in the history under a pseudonym.

account-data = Your data
account-data-text = See, correct and take with you what is held about you, or close the account.
account-close = Close my account
