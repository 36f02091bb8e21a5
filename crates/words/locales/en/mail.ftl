# Mails. Paragraphs of a body are separated by an empty line.
# $name: first name of the reader; $applicant, $application, $organisation, $network, $profiles: as in the request.

# $known: no where an address is not proved yet, so that nobody can have their own words sent to strangers.
mail-greeting =
    { $known ->
        [no] Good day,
       *[yes] Dear { $name },
    }
mail-closing = This message was sent by Hilum, the access portal. Do not send passwords or patient data by mail. Questions: { $support }

mail-reason = Reason: { $reason }
mail-reason-text = “{ $text }”
mail-reason-wrong-organisation = the organisation is not the right one
mail-reason-wrong-profile = the access profile is not the right one
mail-reason-not-a-member = you are not known as a member of this organisation in the network
mail-reason-identity-unclear = it is not clear who you are
mail-reason-no-clinical-need = no clinical need is visible
mail-reason-more-information = more information is needed
mail-reason-other = another reason

mail-outcome-approved = { $profile }: approved
mail-outcome-approved-until = { $profile }: approved until { $until }
mail-outcome-rejected = { $profile }: not approved

mail-submitted-applicant-subject = Your request for access to { $application } has been submitted
mail-submitted-applicant-body =
    We have received your request for access to { $application } as { $profiles } at { $organisation }.

    The coordinators of { $network } have been told and will decide. This is done by people and usually takes { $min } to { $max } working days. You need not do anything; we will write to you as soon as there is a decision.
mail-submitted-applicant-action = See where your request stands

mail-submitted-coordinator-subject = { $applicant } asks for access to { $application }
mail-submitted-coordinator-body =
    { $applicant } asks for access to { $application } as { $profiles } at { $organisation }, in your network { $network }.

    One of the coordinators should decide. If a colleague is faster, there is nothing left for you to do.
mail-submitted-coordinator-action = See the request and decide

mail-nobody-decides-subject = Nobody can decide a request in { $network }
mail-nobody-decides-body =
    { $applicant } asks for access to { $application } at { $organisation }, but { $network } has nobody at present who could decide.

    Please find a coordinator for this network. Until then the request waits.
mail-nobody-decides-action = See the request

mail-last-coordinator-ended-subject = Nobody can decide in { $network } any more
mail-last-coordinator-ended-body =
    The access of { $applicant } as { $profiles } ended on { $until }. { $network } has nobody left who could decide access requests.

    Please find a coordinator for this network. Until then its requests wait.
mail-last-coordinator-ended-action = See the requests

mail-last-coordinator-locked-subject = Nobody can decide in { $network } at present
mail-last-coordinator-locked-body =
    { $applicant } has locked their own account in an emergency. { $network } has nobody else who could decide access requests.

    Please unlock the account once you know that it is safe, or find another coordinator. Until then the requests of this network wait.
mail-last-coordinator-locked-action = See the requests

mail-returned-applicant-subject = Your request for access to { $application } needs a change
mail-returned-applicant-body =
    The coordinators of { $network } have returned your request for { $organisation } to you. Nothing is lost: please correct or complete it and submit it again.
mail-returned-applicant-action = Correct the request and submit it again

mail-withdrawn-coordinator-subject = { $applicant } has withdrawn a request
mail-withdrawn-coordinator-body =
    { $applicant } has withdrawn the request for access to { $application } at { $organisation }. There is nothing left to decide.
mail-withdrawn-coordinator-action = See the request

mail-decided-applicant-subject = Your request for access to { $application } has been decided
mail-decided-applicant-body =
    The coordinators of { $network } have decided your request for { $organisation }.

    { $awaiting ->
        [yes] What was approved is not active yet: the helpdesk activates it now, and we will write to you when you can use it.
       *[no] This is what was decided:
    }
mail-decided-applicant-action = See the decision

mail-activated-applicant-subject = Your access to { $application } is active
mail-activated-applicant-body =
    You can now use { $application } as { $profiles } at { $organisation }.

    { $has-end ->
        [yes] Your access ends on { $until }.
       *[no] Your access has no end date.
    }

    When you sign in next, please tell us your professional role and your thematic areas, so that colleagues can find and invite you.
mail-activated-applicant-action = See your access

mail-ended-applicant-subject = Your access to { $application } has ended
mail-ended-applicant-body =
    Your access to { $application } as { $profiles } at { $organisation } ended on { $until }. If you still need it, you can ask for it again.
mail-ended-applicant-action = See your access

# Mails about accounts. $when: the moment of sending; $kind: totp, passkey or sms.

mail-registration-subject = Confirm your e-mail address
mail-registration-body =
    Somebody, most likely you, has asked for an account on the access portal Hilum with this e-mail address.

    To go on, open the link and choose a password. The link works once, for 24 hours. If it was not you, do nothing: no account is made.
mail-registration-action = Confirm the address and choose a password

mail-registration-known-subject = You already have an account
mail-registration-known-body =
    Somebody, most likely you, has given this e-mail address to make an account on the access portal Hilum or to move one to it. There is an account with this address already, so nothing was changed.

    Sign in as usual. If you have lost your password, ask for a new one.
mail-registration-known-action = I have lost my password

mail-password-reset-subject = Choose a new password
mail-password-reset-body =
    Somebody, most likely you, has asked for a new password for your account on the access portal Hilum.

    Open the link and choose one. The link works once, for 30 minutes. Your second factor stays as it is. If it was not you, do nothing: your password stays the same.
mail-password-reset-action = Choose a new password

mail-password-reset-provider-subject = You sign in without a password here
mail-password-reset-provider-body =
    Somebody, most likely you, has asked for a new password for your account on the access portal Hilum. Your account has no password: you sign in through another service, for example EU Login, and change your password there.
mail-password-reset-provider-action = Go to the sign-in page

mail-email-change-subject = Confirm your new e-mail address
mail-email-change-body =
    You have asked to use this e-mail address for your account on the access portal Hilum. Open the link to confirm. It works once, for 24 hours; until then your old address stays.

    If it was not you, do nothing.
mail-email-change-action = Confirm the new address

mail-email-changed-subject = Your e-mail address was changed
mail-email-changed-body =
    Your account on the access portal Hilum has another e-mail address since { $when }. From now on we write to the new one only.

    If it was not you, tell the helpdesk at once.
mail-email-changed-action = Write to the helpdesk

mail-failed-sign-ins-subject = Somebody is trying to sign in to your account
mail-failed-sign-ins-body =
    Somebody has given a wrong password or code for your account many times. We slow such attempts down, so signing in may take you longer for a while; with a passkey it does not.

    If it was you, there is nothing to do. If not, your account is still safe: choose a long password that you use nowhere else and set up two-step verification.
mail-failed-sign-ins-action = See your account

mail-password-changed-subject = Your password was changed
mail-password-changed-body =
    The password of your account on the access portal Hilum was changed on { $when }. All other sessions have ended.

    If it was not you, tell the helpdesk at once.
mail-password-changed-action = See your account

mail-factor-added-subject = A way to verify your sign-in was added
mail-factor-added-body =
    { $kind ->
        [totp] An authenticator app
        [passkey] A passkey
       *[sms] A telephone number
    } was added to your account on { $when }. From now on you are asked for it when you sign in.

    If it was not you, open your account, lock it, and tell the helpdesk.
mail-factor-added-action = See your account

mail-identity-linked-subject = { $provider } was linked to your account
mail-identity-linked-body =
    On { $when } { $provider } was linked to your account. From now on whoever signs in there as you is signed in here.

    If it was not you, open your account, lock it, and tell the helpdesk.
mail-identity-linked-action = See your account

mail-identity-unlinked-subject = { $provider } is no longer linked to your account
mail-identity-unlinked-body =
    On { $when } the link between { $provider } and your account was removed. You cannot sign in through it any more.

    If it was not you, open your account, lock it, and tell the helpdesk.
mail-identity-unlinked-action = See your account

mail-factor-removed-subject = A way to verify your sign-in was removed
mail-factor-removed-body =
    { $kind ->
        [totp] An authenticator app
        [passkey] A passkey
       *[sms] A telephone number
    } was removed from your account on { $when }.

    If it was not you, open your account, lock it, and tell the helpdesk.
mail-factor-removed-action = See your account

mail-recovery-code-used-subject = A recovery code was used
mail-recovery-code-used-body =
    Somebody signed in to your account with one of your recovery codes on { $when }. That code does not work any more.

    If it was not you, open your account, lock it, and tell the helpdesk.
mail-recovery-code-used-action = See your account

mail-recovery-codes-made-subject = You have new recovery codes
mail-recovery-codes-made-body =
    New recovery codes were made for your account on { $when }. The old ones do not work any more.

    If it was not you, open your account, lock it, and tell the helpdesk.
mail-recovery-codes-made-action = See your account

mail-account-locked-subject = Your account is locked
mail-account-locked-body =
    Your account was locked on { $when }, as you asked: all sessions have ended and all ways to verify your sign-in are removed. Nobody can sign in, not even you.

    To unlock it, call or write to the helpdesk.
mail-account-locked-action = Write to the helpdesk

mail-account-suspended-subject = Your account is suspended
mail-account-suspended-body =
    The helpdesk has suspended your account. You cannot sign in until it is unlocked.

    Reason: { $reason }
mail-account-suspended-action = Write to the helpdesk

mail-account-unlocked-subject = Your account is unlocked
mail-account-unlocked-body =
    The helpdesk has unlocked your account. You can sign in again. If you have no second factor any more, set one up after signing in.
mail-account-unlocked-action = Sign in

mail-account-unlocked-proof-subject = Your account is unlocked
mail-account-unlocked-proof-body =
    The helpdesk has unlocked your account. So that nobody who knows your old password comes in, choose a new one by this link first; then you set up two-step verification anew.

    The link works once, and for 30 minutes. When it is too late, ask for another one with “Forgot your password?” on the sign-in page.
mail-account-unlocked-proof-action = Choose a new password

mail-account-closed-subject = Your account is closed
mail-account-closed-body =
    Your account on the access portal Hilum is closed, as you asked, and your name and address are erased. What was decided about your access stays in the history under a pseudonym.

    This is the last message we send to this address.
mail-account-closed-action = Help

mail-account-closed-unused-subject = Your account is closed
mail-account-closed-unused-body =
    Your account on the access portal Hilum has not been used for a long time and gives access to nothing. It is closed, and your name and address are erased. You can make a new account whenever you need one.

    This is the last message we send to this address.
mail-account-closed-unused-action = Help

# Text messages. $code: six digits; $host: where the code is typed, which telephones read too (origin-bound one-time codes).
sms-code-subject = Text message
sms-code =
    { $code } is your Hilum code, good for 5 minutes. Nobody from Hilum will ever ask you for it.

    @{ $host } #{ $code }
