# The wizard "New application access": four steps and a receipt.

wizard-title = New application access
wizard-step-application = Select application
wizard-step-organisation = Select organisation
wizard-step-profile = Select access profile
wizard-step-recap = Recap and Submission
wizard-heading = Step { $number } of 4: { $step }
wizard-next-organisation = Step 2: select an organisation
wizard-next-profile = Step 3: select an access profile
wizard-next-recap = Step 4: check and submit
wizard-back-application = Step 1: select an application
wizard-back-organisation = Step 2: select an organisation
wizard-back-profile = Step 3: select an access profile
wizard-cancel = Cancel
wizard-cancel-title = Leave this request?
wizard-cancel-text = What you chose so far is saved. You can go on with it later from Home, or throw it away.
wizard-cancel-keep = Leave and keep it
wizard-cancel-discard = Throw it away
wizard-saving = Saving…
wizard-saved = Saved
wizard-not-saved = Not saved yet
wizard-not-saved-text = What you entered is kept in this browser and is sent again by itself.
wizard-not-saved-refused = The server refuses this entry. Change it, and it is saved again.
wizard-save-again = Save now
wizard-not-open-title = This request can no longer be changed here
wizard-not-open-text = It was submitted, decided or withdrawn meanwhile. What happened to it is on its own page.
wizard-not-open-link = Go to the request
wizard-returned-title = Your request was returned to you
wizard-returned-text = Change what is asked for below and submit it again.

# Starting
wizard-start-title = New application access
wizard-resume-title = You have begun a request already
wizard-resume-text = You can go on where you stopped. Everything you chose is still there.
wizard-resume-application = Application
wizard-resume-organisation = Organisation
wizard-resume-since = Begun on
wizard-resume-nothing = not chosen yet
wizard-resume-continue = Go on with this request
wizard-resume-other-title = Something else?
wizard-resume-new = Begin a new request
wizard-resume-new-for = Begin a new request for { $application }

# Step 1
wizard-application-lead = Choose the system that you need access to.
wizard-application-label = Application
wizard-application-search = Search the applications
wizard-application-search-hint = By name or by what it is for
wizard-application-found = { $count ->
    [0] No application matches
    [one] 1 application
   *[other] { $count } applications
  }
wizard-application-none-text = No application matches “{ $text }”. Clear the search to see them all.
wizard-application-clear = Clear the search
wizard-application-not-configured = Not set up in Hilum yet: access cannot be requested here.
wizard-application-required = Choose an application.

# Step 2
wizard-organisation-lead = Open your network, then your country, and choose the place where you work.
wizard-organisation-label = Organisations
wizard-organisation-networks = Networks
wizard-organisation-countries = Countries in { $name }
wizard-organisation-places = Places in { $name }
wizard-organisation-results = Search results
wizard-organisation-beneath = Search results in { $name }
wizard-organisation-up = Up
wizard-organisation-open = Open
wizard-organisation-open-name = Open { $name }
wizard-organisation-details = Details
wizard-organisation-top = All networks
wizard-organisation-where = Where you are in the tree
wizard-organisation-search = Search
wizard-organisation-search-hint = By code, name, city or country, in any language
wizard-organisation-search-in = Search in
wizard-organisation-search-everywhere = the whole tree
wizard-organisation-search-here = { $name } only
wizard-organisation-clear = Clear the search
wizard-organisation-search-wider = Search in the whole tree
wizard-organisation-guest-help = For people who are no members of this network; temporary.
wizard-organisation-none-title = Nothing found for “{ $text }”
wizard-organisation-none-text = Check the spelling, try the city or the code of the hospital, or search in the whole tree.
wizard-organisation-empty = Nothing can be chosen here.
wizard-organisation-chosen = You have chosen
wizard-organisation-chosen-nothing = Nothing chosen yet
wizard-organisation-request-submitted = (request submitted)
wizard-organisation-have-access = you have access
wizard-organisation-note = “(request submitted)” marks a place for which you already have a request: you need not ask twice.
wizard-organisation-retired = No longer open for requests
wizard-organisation-required = Choose a place: a provider, or the guest access of a country.
wizard-organisation-first-application = Choose an application first.
wizard-organisation-to-application = Go to step 1
wizard-organisation-guest-title = Your hospital is not in the list, or you are no member of a network?
wizard-organisation-guest-text = You can still take part as a guest: open the network that fits your question, then your country, and choose “0000 Guest Access”. Guest access is temporary. If you are unsure, ask the helpdesk of the network; its address is in the network's details.
wizard-organisation-official-name = Official name
wizard-organisation-disease-area = Disease area
wizard-organisation-coordinating-institution = Coordinating institution
wizard-organisation-website = Website
wizard-organisation-contact = Contact
wizard-organisation-city = City
wizard-organisation-country = Country
wizard-organisation-member-type = Membership

# Step 3
wizard-profile-lead = Choose what you want to be at { $organisation }. You may choose several.
wizard-profile-label = Access profiles
wizard-profile-name = Name
wizard-profile-status = Status
wizard-profile-description = Description
wizard-profile-recommended = usual choice
wizard-profile-recommended-hint = Members who take part in discussions of cases usually choose { $profile }. The other profiles are for running a network or for analysing data.
wizard-profile-needs = Needs { $profile } as well.
wizard-profile-missing = { $profile } needs { $needed } as well: choose it too, or have it in this network already.
wizard-profile-missing-pending = { $profile } needs { $needed }, and your request for { $needed } is not decided yet. You can ask for { $profile } once it is approved.
wizard-profile-add = Add { $profile }
wizard-profile-excluded = { $profile } cannot be combined with { $other }.
wizard-profile-held = You have this already.
wizard-profile-pending = You have asked for this already.
wizard-profile-see-request = See the request
wizard-profile-see-access = See my access
wizard-profile-guests-only = Only for guests: choose “0000 Guest Access” of a country in step 2.
wizard-profile-not-for-guests = Not for guests.
wizard-profile-not-requestable = Cannot be requested.
wizard-profile-unavailable = Not available for you here ({ $count })
wizard-profile-guest-hint = Guests who take part in discussions of cases need { $profile } only. A Virtual Centre of one's own is for guests who enrol patients themselves; say in step 4 why you need it. Guest access is temporary: it ends after { $days } days unless the network says otherwise.
wizard-profile-required = Choose at least one access profile.
wizard-profile-first-organisation = Choose an organisation first.
wizard-profile-to-organisation = Go to step 2
wizard-profile-empty-title = Nothing can be asked for here
wizard-profile-empty-text = You have everything that is available at this organisation, or have asked for it. Choose another organisation, or see your access.

# Step 4
wizard-recap-lead = Check what you ask for. Nothing is sent before you submit it.
wizard-recap-summary = Summary
wizard-recap-application = Application
wizard-recap-organisation = Organisation
wizard-recap-profiles = Access profiles
wizard-recap-change = Change
wizard-recap-nothing = not chosen yet
wizard-recap-comment = Comments
wizard-recap-comment-hint = Help the coordinator to recognise you: your speciality (geneticist, paediatric neurologist, neuroradiologist), your department, who asked you to join. No patient data.
wizard-recap-until = End date
wizard-recap-until-hint = Only for temporary access: the last day on which you need it.
wizard-recap-before = Before submitting
wizard-recap-before-text = A request is checked by people: the coordinators of the network decide, and the helpdesk activates what was approved. This usually takes { $time }. You get a mail at every step.
wizard-recap-before-assurance = { $application } demands two-step verification. If your last verification is older than ten minutes, you are asked for it once more when you submit.
wizard-recap-submit = Submit request access
wizard-recap-submitting = Submitting…
wizard-recap-faults = The request cannot be submitted yet

# Receipt
wizard-receipt-title = Your request has been submitted
wizard-receipt-lead = There is nothing more for you to do now. You can close this page.
wizard-receipt-what = What you asked for
wizard-receipt-next = What comes next
wizard-receipt-told = The coordinators of { $office } have been told. { $people ->
    [0] At the moment nobody there can decide; the helpdesk has been warned.
    [one] One person there can decide.
   *[other] { $people } people there can decide.
  }
wizard-receipt-told-office = The coordinators of { $office } have been told.
wizard-receipt-time = They usually answer within { $time }.
wizard-receipt-decided = One of them approves, rejects or returns each access profile, and you get a mail.
wizard-receipt-activated = The helpdesk activates what was approved, and you get another mail. Only then can you use it.
wizard-receipt-activated-automatic = Approved access opens by itself, and you get another mail.
wizard-receipt-mail = Mails go to { $email }.
wizard-receipt-request = Follow this request
wizard-receipt-home = Back to Home
wizard-receipt-draft-title = This request has not been submitted yet
wizard-receipt-draft-text = Check it and submit it in step 4.
wizard-receipt-draft-link = Go to step 4
