# An account of one's own, a lost password, a changed address

register-title = Create an account
register-lead = One account for everything here. You need an e-mail address that you alone read; your work address makes the decision on your requests easier.
register-email = E-mail
register-email-hint = We send a link there. Your account exists once you have opened it.
register-email-again = Confirm e-mail
register-language = E-mail language
register-privacy = I have read the privacy statement
register-privacy-link = Read the privacy statement (opens in a new tab)
register-submit = Create an account
register-have-one = You have an account already?
register-sent-title = Check your mail
register-sent = We have sent a mail to { $email }.
register-sent-next = Open the link in it within 24 hours and choose a password. If there is an account with this address already, the mail says so.
register-again = Correct the address and send again
register-no-mail-address = Look whether the address above is right. If not, correct it and send again.
no-mail-title = No mail within a few minutes?
no-mail-spam = Look into the folders for spam and quarantine; hospitals often hold such mails back for a while.
no-mail-help = If nothing helps, write to the helpdesk: its address is under Support, at the foot of the page.

register-confirm-title = Choose a password
register-confirm-lead = Your address is confirmed. Choose a password, and your account is ready.
new-password = New password
password-save = Save the password
register-done = Your account is ready.
register-done-next = Sign in with it. The first thing we show you then is how to set up two-step verification; it takes two minutes and clinical applications demand it.
register-expired = It works for 24 hours and only once. If you have chosen a password already, simply sign in. Otherwise create the account again; it takes a minute.

reset-title = Set a new password
reset-lead = Tell us the address of your account. We send you a link with which you choose a new password.
reset-submit = Send the link
reset-sent = If there is an account for { $email }, a mail is on its way.
reset-sent-next = Open the link in it within 30 minutes and choose a new password.
reset-no-mail-other = Perhaps your account has another address, or there is none yet.
reset-confirm-title = Choose a new password
reset-confirm-lead = Your two-step verification stays as it is. Everybody who is signed in to your account is signed out.
reset-done = Your password is changed.
reset-done-next = Sign in with the new one.
reset-expired = It works for 30 minutes and only once. Ask for a new one.

email-confirm-title = Confirm your new e-mail address
email-confirm-lead = From then on you sign in with the new address, and all mails go there.
email-confirm-submit = Confirm the address
email-confirm-done = Your e-mail address is changed.
email-confirm-done-next = Sign in with it from now on.
email-confirm-expired = It works for 24 hours and only once. If the address on your account page is still the old one, change it again.
email-confirm-account = To your account

link-title = Connect your account
link-lead = This address already has an account: sign in the way you did before, then we connect it.
link-sign-in = Sign in to connect
link-ask = You are signed in as { $email }. Connect the other provider with this account? From then on you can sign in through it as well.
link-submit = Connect
link-done = Connected. You can sign in both ways from now on.
link-expired-text = Connecting has to be done within ten minutes. Sign in the way you did before, and try the other provider again.

link-expired = This link does not work any more
go-on = Go on
