training-title = Training: mailbox and clock
training-mails = Mailbox
training-mails-text = Every mail that Hilum would have sent, newest first. None of them leaves this machine.
training-recipient = Recipient
training-recipient-hint = A part of the e-mail address, for example newcomer1
training-look = Show mails
training-no-mail = There is no such mail here yet.
training-count =
    { $count ->
        [one] { $count } mail
       *[other] { $count } mails
    }
training-html = As HTML
training-clock = Clock
training-clock-text = Move the time forward to see deadlines, reminders and endings. It cannot go back, sessions may run out, and it moves for everybody in this environment.
training-clock-now = It is { $now }.
training-clock-hour = 1 hour on
training-clock-day = 1 day on
training-clock-week = 7 days on
training-clock-90-days = 90 days on
