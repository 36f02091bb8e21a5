sign-in-title = Access to the clinical applications of the European Reference Networks
sign-in-lead = One gate for everybody who consults, treats or researches with the networks for rare, low-prevalence and complex diseases.
sign-in-lost = Your session has ended. Sign in again to continue where you were.
sign-in-about-purpose = The networks discuss patients across borders in applications such as the Clinical Patient Management System (CPMS). Hilum is where you ask to be let in, and where you can see at any time what you may use, in which place, and until when.
sign-in-about-request = You request access in four steps: application, organisation, access profile, recap.
sign-in-about-decide = The coordinators of your network decide. You see where your request is and get a mail at each step.
sign-in-about-activate = The helpdesk activates what was approved. From then on you can sign in to the application.
sign-in-about-guests = Not a member of a network? Choose the guest access of your country in step 2.
sign-in-browsers = Supported browsers
sign-in-browsers-text = Any current version of Chrome, Firefox, Safari or Edge, on a computer, tablet or phone.
sign-in-secure-login = Secure Login
sign-in-form-lead = Sign in with the e-mail address and the password of your Hilum account.
sign-in-email = E-mail address
sign-in-password = Password
sign-in-email-missing = Enter your e-mail address.
sign-in-password-missing = Enter your password.
sign-in-submit = Sign in
sign-in-eu-login = Login via EU Login
sign-in-eu-login-missing = EU Login is not configured at this portal. Use your Hilum account.
sign-in-who = Only members of a European Reference Network and their guests can be authorised.
sign-in-no-account = Accounts are made by the helpdesk at present. Write to it from your work address.
sign-in-help = Help and support
sign-in-networks = About the European Reference Networks
sign-in-training = People of the training environment
sign-in-training-text = Choose somebody and you are signed in as that person at once.
sign-in-training-filter = Find a person
sign-in-training-filter-hint = Network, role or name, for example ERN-RND or coordinator
sign-in-training-nobody = Nobody fits. Try the short name of a network.
sign-in-training-portal = Newcomers and staff of the portal
sign-in-training-count =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
sign-in-training-sign-in = Sign in
sign-in-training-as = Sign in as { $name }

# Roles of training people
training-role-newcomer = Newcomer without any access
training-role-coordinator = Coordinator
training-role-guest_virtual_centre = Guest with Virtual Centre
training-role-researcher = Researcher (database user)
training-role-hp = HP (Healthcare Professional)
training-role-helpdesk = Helpdesk
training-role-administrator = Administrator
training-role-auditor = Auditor
