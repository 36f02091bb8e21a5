# Words of more than one page. Codes of the API keep their spelling: stage-with_coordinator.

hilum = Hilum
required = required
loading = Loading…
try-again = Try again
cancel = Cancel
yes = Yes
no = No
none = None

copied = Copied.
copy-failed = The browser does not allow copying here. Select the text and copy it yourself.
show = Show
hide = Hide
password-show = Show the password
password-hide = Hide the password
password-rule = At least 12 characters; any characters will do. A sentence is fine, and so is what a password manager makes up.
reload = Reload the page
program-failed = Something went wrong on this page. What you had saved is kept.
error-summary-title =
    { $count ->
        [one] There is a problem
       *[other] There are { $count } problems
    }
characters-left =
    { $count ->
        [one] { $count } character left
       *[other] { $count } characters left
    }
characters-over =
    { $count ->
        [one] { $count } character too many
       *[other] { $count } characters too many
    }
working-days =
    { $max ->
        [one] 1 working day
       *[other] { $min } to { $max } working days
    }
page-entries =
    { $total ->
        [0] No entries
        [one] Showing { $from } to { $to } of { $total } entry
       *[other] Showing { $from } to { $to } of { $total } entries
    }
page-entries-some = Showing { $shown } of { $total } entries
page-previous = Previous
page-next = Next
pagination = Pages
breadcrumb = You are here
steps = Steps
step-done = done
request-id = Reference for the helpdesk: { $id }

# Errors of the API
part-failed = This page could not be loaded
error-offline = The portal cannot be reached. Check your connection and try again.
error-timeout = The portal did not answer in time. Try again.
error-unexpected = The portal gave an answer that this page does not understand. Reload the page and try again.
error-malformed = The portal could not read what this page sent. Reload the page and try again.
error-not_signed_in = You are not signed in any more. Sign in again.
error-bad_credentials = The e-mail address or the password is wrong.
error-bad_code = The code is wrong, or it was used before. Take the newest one.
error-forbidden = You may not do this.
error-csrf = This did not come from the page. Reload it and try again.
error-step_up_required = This needs a fresh verification.
error-second_factor_missing = This needs two-step verification. Set it up first; what you entered is kept.
error-account_suspended = Your account is suspended. Please write to the helpdesk.
error-account_locked = Your account is locked. Please call or write to the helpdesk to unlock it.
error-proof_required = Your account was locked in an emergency. Choose a new password first, by the link in the mail that came when it was unlocked; “Lost your password?” sends another one.
error-self_decision = Nobody decides their own request.
error-not_found = This does not exist, or you may not see it.
error-method_not_allowed = This cannot be done here.
error-wrong_state = This is no longer possible: somebody has already moved it on. Reload to see where it stands.
error-duplicate = This exists already.
error-last_factor = This is your last way to verify your sign-in, and an application you use demands one. Add another before you remove it.
error-last_coordinator = A network would be left without a coordinator. Somebody else must become its coordinator first.
error-last_holder = Nobody else has this role in the portal. Somebody else must get it first.
error-too_many_drafts = You have too many open drafts. Submit or delete some of them first.
error-conflict = Somebody else was faster. Reload to see what happened.
error-idempotency_key_reused = This was sent before with other content. Reload the page and try again.
error-stale = This has changed since you opened it. Reload to see the newest version.
error-too_large = This is too long to be sent.
error-unsupported_media_type = The portal does not accept this kind of content.
error-misdirected = This portal is not reached by this address. Take the one you were given.
error-invalid = Some of what you entered is not right.
error-precondition_required = This page is out of date. Reload it and try again.
error-too_many_attempts = Too many attempts. Wait a little and try again.
error-internal = Something went wrong on our side. It has been recorded; try again in a moment.
error-unavailable = The portal cannot do this at the moment. What was saved before is kept, and what you typed is still here. Try again shortly.
error-retry-after-seconds =
    { $count ->
        [one] Try again in { $count } second.
       *[other] Try again in { $count } seconds.
    }
error-retry-after-minutes =
    { $count ->
        [one] Try again in about { $count } minute.
       *[other] Try again in about { $count } minutes.
    }
error-retry-after-time = You can try again at { $time }.

# Faults of fields
field-error-required = Fill this in.
field-error-too_long = This is too long: at most { $max }.
field-error-too_short = This is too short: at least { $min }.
field-error-invalid = This is not in the right form.
field-error-not_found = This does not exist.
field-error-duplicate = This is chosen twice.
field-error-duplicate_key = This was sent twice.
field-error-mismatch = This is not the same.
field-error-current_password = This is not your current password.
field-error-common_password = This password is among the first to be guessed. Take a longer one, for example a sentence.
field-error-personal_password = This contains your name or your address. Choose something that others do not know about you.
field-error-expired = This link or code has been used before or is too old. Ask for a new one.
field-error-must_be_future = Choose a date in the future.
field-error-too_late = This is too late: { $max } at the latest.
field-error-not_requestable = Access cannot be requested here.
field-error-requires = This needs { $profile } as well.
field-error-excludes = This cannot be combined with { $profile }.
field-error-wrong_level = Guest profiles go with guest access, the others with a provider.
field-error-already_held = You have this already.
field-error-already_pending = You have already requested this.
field-error-needs_text = This reason needs an explanation.
field-error-already_decided = This has been decided already.
field-error-none_excludes_others = None cannot be combined with other areas.
field-error-unknown_field = This is not known.
field-error-read_only = This cannot be changed.

# Where a request is
stage-draft = Draft
stage-with_coordinator = With the coordinators
stage-returned = Returned to the applicant
stage-with_helpdesk = Waiting for activation
stage-active = Active
stage-rejected = Rejected
stage-withdrawn = Withdrawn
stage-ended = Ended

stage-with = With the coordinators of { $with }, since { $date } ({ $ago }).
stage-since = Since { $date } ({ $ago }).
stage-nobody = Nobody can take the next step at the moment. Please write to the helpdesk.
stage-usually = This usually takes { $days }.

request-status-draft = Draft
request-status-submitted = Submitted
request-status-returned = Returned
request-status-decided = Decided
request-status-withdrawn = Withdrawn

item-status-pending = Awaiting decision
item-status-approved = Approved
item-status-rejected = Rejected
item-status-withdrawn = Withdrawn

grant-status-awaiting_activation = Awaiting activation
grant-status-active = Active
grant-status-suspended = Suspended
grant-status-ended = Ended

node-status-active = active
node-status-retired = retired

member-type-full_member = Full member
member-type-affiliated_partner = Affiliated partner
member-type-former_member = Former member
member-type-unspecified = Not specified

reason-wrong_organisation = Wrong organisation
reason-wrong_profile = Wrong access profile
reason-not_a_member = Not a member of this organisation
reason-identity_unclear = Identity unclear
reason-no_clinical_need = No clinical need
reason-more_information = More information needed
reason-other = Other reason

assurance-password = Password
assurance-two_step = Password and second factor
assurance-phishing_resistant = Passkey
