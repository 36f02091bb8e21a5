# The page of one request.

request-title = Request for { $application }
request-title-draft = Request not submitted yet
request-crumb = Request
request-summary = Summary
request-application = Application
request-organisation = Organisation
request-applicant = Applicant
request-comment = Comments
request-comment-none = none
request-until = Asked for until
request-until-none = no end date
request-submitted-at = Submitted
request-created-at = Begun
request-nothing = not chosen yet

# Where it stands
request-stage = Where it stands
request-stage-draft = You have not submitted this request yet. Only you can see it.
request-stage-with_coordinator = The coordinators of { $office } are looking at it.
request-stage-returned = It is back with { $mine ->
    [yes] you
   *[no] the applicant
  }, to be changed and submitted again.
request-stage-with_helpdesk = It is approved. The helpdesk activates it now.
request-stage-active = The access is active.
request-stage-rejected = It was rejected.
request-stage-withdrawn = It was withdrawn.
request-stage-ended = The access that came of it has ended.
request-stage-since = Since { $moment } ({ $ago }).
request-stage-usual = This usually takes { $time }.
request-stage-people = { $people ->
    [one] One person can take the next step.
   *[other] { $people } people can take the next step.
  }
request-stage-nobody-title = Nobody can take the next step at the moment
request-stage-nobody-text = There is nobody in charge right now. The request is not lost, but it waits until somebody is found. Please write to the helpdesk: { $support }.
request-reason-title = Why it was returned

# What the applicant can do
request-actions = What you can do
request-continue = Go on with this request
request-mend = Change it and submit it again
request-withdraw = Withdraw the request
request-withdraw-title = Withdraw this request?
request-withdraw-text = The coordinators no longer see it among their tasks. You can make a new request at any time.
request-withdraw-confirm = Withdraw it
request-discard = Throw this request away
request-discard-title = Throw this request away?
request-discard-text = What you chose and wrote is deleted. This cannot be undone.
request-discard-confirm = Throw it away
request-withdrawn-done = The request has been withdrawn.
request-own-title = This is your own request
request-own-text = Nobody decides their own request, not even somebody who decides those of others. Another coordinator of the network decides this one.

# Items and grants
request-items = Access profiles asked for
request-item-status = Status
request-item-name = Name
request-item-description = Description
request-grants = Access that came of it
request-grant-from = From
request-grant-until = Until
request-grant-no-end = no end date
request-grant-awaiting = opens when the helpdesk has activated it

# History
request-history = History
request-history-none = Nothing has happened yet: the history begins when the request is submitted.
request-event-submitted = { $actor } submitted the request
request-event-returned = { $actor } returned the request to the applicant
request-event-withdrawn = { $actor } withdrew the request
request-event-item_approved = { $actor } approved { $profile }
request-event-item_rejected = { $actor } rejected { $profile }
request-event-grant_activated = { $actor } activated the access as { $profile }
request-event-grant_ended = The access as { $profile } ended
request-event-reason = Reason: { $reason }
request-event-until = Until { $moment }
request-office-applicant = The applicant
request-office-coordinator = A coordinator
request-office-helpdesk = The helpdesk
request-office-system = Hilum
request-you = You

# Deciding
decision-title = Your decision
decision-lead = Decide each access profile on its own. The applicant is told at once, with your reason.
decision-item = Decision on { $profile }
decision-approve = Approve
decision-reject = Reject
decision-later = Leave for later
decision-until = End date of what you approve
decision-until-hint = Leave it empty unless the access should end by itself. It is the last day of access.
decision-until-asked-hint = Leave it empty to keep the end date the applicant asked for ({ $moment }).
decision-until-guest-hint = Guest access ends after { $days } days at the latest.
decision-reason = Reason
decision-reason-hint = The applicant reads it.
decision-reason-choose = Choose a reason
decision-reason-needed = Choose a reason.
decision-text = Explanation
decision-text-hint = What is missing, or what the applicant should do instead.
decision-text-needed = This reason needs an explanation in words.
decision-save = Save the decision
decision-approve-button = Approve
decision-reject-button = Reject
decision-return-title = Return it to the applicant instead
decision-return-text = Nothing is decided. The applicant changes the request and submits it again; meanwhile it cannot be approved.
decision-return-button = Return to the applicant
decision-nothing = Decide at least one access profile.
decision-raced-title = Somebody was faster
decision-raced-text = This request has changed since you opened it: somebody decided, returned or withdrew it meanwhile. Nothing of yours was saved. See what happened before you go on.
decision-raced-button = Show the newest state
decision-done = Your decision is saved. The applicant is being told.
decision-return-done = The request is back with the applicant.
