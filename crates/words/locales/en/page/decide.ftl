# The coordinator's dashboard.

decide-title = Requests to decide
decide-intro = Requests of the networks you decide for, the longest waiting first.
decide-filters = Filters
decide-filter-status = State
decide-filter-country = Country
decide-filter-organisation = Organisation
decide-filter-organisation-hint = Choose a country first
decide-filter-profile = Profile
decide-filter-age = Waiting
decide-filter-text = Name, mail address or organisation
decide-any = All
decide-status-open = To decide
decide-age-days = More than { $days ->
    [one] 1 day
   *[other] { $days } days
 }
decide-apply = Show
decide-clear = Clear the filters
decide-count = { $total ->
    [0] No requests
    [one] 1 request
   *[other] { $total } requests
 }
decide-overdue-count = { $count ->
    [one] 1 on this page has waited longer than usual
   *[other] { $count } on this page have waited longer than usual
 }
decide-applicant = Applicant
decide-organisation = Organisation
decide-profiles = Profiles
decide-waiting = Waiting since
decide-status = State
decide-age = { $days ->
    [0] today
    [one] 1 day
   *[other] { $days } days
 }
decide-overdue = Longer than usual
decide-own = Your own request
decide-own-text = Somebody else decides it
decide-open = Open the request of { $name }
decide-empty = Nothing waits for you
decide-empty-text = New requests of your networks appear here, and you are told by mail.
decide-empty-filtered = No request fits these filters
decide-empty-filtered-text = Try fewer filters, or another state.
