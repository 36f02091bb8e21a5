home-title = Welcome, { $name }
home-access = My access
home-access-none = You have no access to any application yet.
home-access-until = until { $date }
home-request = Request access
home-requests = My requests
home-requests-none = You have not requested anything yet.
home-request-empty = Request not filled in yet
home-applications = Applications
home-select-application = Select an application
home-application-none = You have no profile for { $name } yet. Request one: it takes four short steps.
home-application-request = Request access to { $name }
home-application-more = Request another profile for { $name }
home-application-active = You have access to { $name }.
home-application-awaiting = Your access to { $name } is approved and waits for activation by the helpdesk.
home-application-not-configured = { $name } is not set up at this portal yet; access to it cannot be requested here.
home-preferences-due = Tell your colleagues what you are an expert in
home-preferences-link = Choose your role and thematic areas for { $network }
home-waiting-decide =
    { $count ->
        [one] { $count } request awaits a decision
       *[other] { $count } requests await a decision
    }
home-waiting-activate =
    { $count ->
        [one] { $count } approved access awaits activation
       *[other] { $count } approved accesses await activation
    }
