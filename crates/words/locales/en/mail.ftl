# Mails. Paragraphs of a body are separated by an empty line.
# $name: first name of the reader; $applicant, $application, $organisation, $network, $profiles: as in the request.

mail-greeting = Dear { $name },
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
