sign-in-title = Access to the clinical applications of the European Reference Networks
sign-in-lead = One gate for everybody who consults, treats or researches with the networks for rare, low-prevalence and complex diseases.
sign-in-too-late = Signing in was not finished within five minutes, so it was stopped. Begin again.
sign-in-tries-used-up = Five wrong codes: signing in was stopped to protect the account. Begin again with your password; if you have no right code, use another verification method.
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
sign-in-provider = Login via { $name }
sign-in-eu-login-missing = EU Login is not configured at this portal. Use your Hilum account.
sign-in-passkey = Sign in with a passkey
sign-in-passkey-address = Passkeys work only where the address of the portal is { $name }. Open
sign-in-lost-password = Lost your password?
sign-in-who = Only members of a European Reference Network and their guests can be authorised.
sign-in-no-account = Accounts are made by the helpdesk of this portal. Write to it from your work address.
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

# Why a sign-in through another provider failed
sign-in-error-provider_failed = Signing in through the other provider did not work. Nothing was changed; try again, or sign in with your Hilum account.
sign-in-error-provider_unavailable = The other provider does not answer at the moment. Try again later, or sign in with your Hilum account.
sign-in-error-provider_refused = The other provider did not let you in, or you cancelled there. Try again, or sign in with your Hilum account.
sign-in-error-assurance_too_low = The other provider let you in with a weaker verification than this portal demands. Sign in there again and choose two-factor authentication.
sign-in-error-account_exists = There is already a Hilum account for this address. Sign in the way you did before; then you can connect the other provider on your account page.
sign-in-error-account_suspended = This account is suspended. Write to the helpdesk if you think that is a mistake.
sign-in-error-account_locked = This account has been locked by its owner. The helpdesk can unlock it.
sign-in-error-proof_required = This account was locked in an emergency. Choose a new password first, by the link in the mail that came when it was unlocked.
sign-in-error-too_many_attempts = Too many sign-ins have been begun from your network. Wait a few minutes and try again.
