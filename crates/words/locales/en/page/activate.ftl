# The helpdesk's queue of grants that await activation.

activate-title = Access to activate
activate-intro = Approved, and not access yet: it begins when you activate it.
activate-search = Name, mail address or organisation
activate-search-do = Search
activate-search-clear = Show all
activate-person = Person
activate-organisation = Organisation
activate-profile = Profile
activate-approved = Approved
activate-until = Until
activate-open-ended = No end date
activate-request-of = Request of { $name }
activate-select-all = Select all of this page
activate-select = Select
activate-select-one = Select { $profile } for { $name } at { $organisation }
activate-selected = { $count ->
    [0] Nothing selected
    [one] 1 selected
   *[other] { $count } selected
 }
activate-do = Activate the selected
activate-result = Result
activate-waiting = Waiting
activate-running = Being activated
activate-done = Activated
activate-failed = Not activated
activate-progress = { $done } of { $all } done
activate-finished = { $good ->
    [0] Nothing was activated
    [one] 1 was activated
   *[other] { $good } were activated
 }{ $bad ->
    [0] .
    [one] , 1 could not be: see the list below.
   *[other] , { $bad } could not be: see the list below.
 }
activate-refresh = Show what is left
activate-empty = Nothing waits for activation
activate-empty-text = What coordinators approve appears here.
activate-empty-found = Nothing that waits fits this search
