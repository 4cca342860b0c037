namespace Nightbell.Simulation;

/// <summary>Stories that broke the promise once, and some that might: one line each, as the simulator prints it.</summary>
public static class Kept
{
    public static TheoryData<string> Stories =>
    [
        // A mail that waited for another try carried newer words, and they came a second time in a mail of their own.
        "3:11:46 | 2:01:25 anna touches phone; 2:05:46 mail defers anna; 2:51:24 v1 writes; 2:59:29 v1 writes; 3:01:46 mail accepts anna",
        "5:02:29 | 1:25:22 bela wakes laptop; 1:25:22 fault cut after-mail 2 7200; 2:40:29 v2 writes; 2:44:29 mail defers bela; 2:52:39 v2 writes; 4:32:29 mail accepts bela",
        "4:27:27 | 2:02:30 bela touches phone; 4:08:45 v1 writes; 4:09:54 mail drops bela; 4:16:27 mail accepts all; 4:17:27 v1 writes",

        // Some were told by way of fallback, and another went on waiting for a fallback of her own.
        "3:14:15 | 0:00:00 csilla status offline; 0:00:00 david touches phone; 0:33:14 v1 writes; 0:38:14 mail refuses david; 0:38:14 anna wakes laptop; 0:38:34 david resolves v1; 0:40:44 fault cut after-commit 3 900; 0:42:44 anna night-shift david; 2:14:43 v2 writes; 2:21:43 david wakes laptop; 2:23:44 anna breaks laptop; 3:13:15 v2 writes",

        // Office hours that no longer counted made a new past, in which somebody had served the visitor: everybody was told the same news again.
        "5:26:31 | 0:00:00 anna hours on; 0:00:00 david wakes laptop; 0:35:19 v1 writes; 2:07:23 david accepts v1; 3:25:39 david breaks laptop; 5:16:31 operator package standard",

        // A clock set back behind the moment at which the last agent went offline left the visitor in front of a team that nobody had.
        "0:58:27 | 0:00:00 csilla wakes laptop; 0:46:28 anna deactivates csilla; 0:46:28 fault clock back 600; 0:48:27 v3 writes",
        "0:10:02 | 0:00:00 bela touches phone; 0:00:00 bela status offline; 0:00:00 fault clock back 600; 0:00:02 v3 writes",

        // The database refused to store that a stream had broken off: its device lived for ever, in front of whoever wrote.
        "5:57:37 | 3:00:19 bela touches phone; 3:24:47 anna wakes laptop; 5:13:03 fault refuse before-unit 1; 5:13:33 anna breaks laptop; 5:47:37 v2 writes",

        // Below Pro there are no groups: David is told of a conversation of the night shift, and could neither see nor answer it.
        "2:29:10 | 2:08:15 operator package free; 2:09:50 v2 writes; 2:28:10 david replies v2 twice",

        // A clock set back behind the moment at which an agent came online: they were online, and counted as not.
        "5:36:05 | 5:24:01 v1 writes; 5:24:01 david touches phone; 5:24:01 fault clock back 600; 5:29:20 v3 writes; 5:29:30 mail bounceslater bela; 5:35:05 anna hours off",

        // A failed fallback mail was left out when the next one was about to leave: deciding queued that, claiming withdrew it, without end.
        "3:35:28 | 1:31:03 csilla wakes laptop; 1:31:04 v2 writes; 1:31:09 mail fulllater all; 3:34:28 bela wakes laptop; 3:34:28 anna adds info@shop.example",

        // The mail that a change of address caused was queued in the same moment, and its failure said nothing: the same news went out again.
        "5:29:34 | 0:19:49 v1 writes; 0:49:29 mail bounces csilla hard; 5:10:05 csilla address csilla5@new.example; 5:28:34 mail bounces csilla soft",

        // A clock set back behind the moment from which office hours count: they began a second time, and nobody looked.
        "3:46:02 | 0:00:00 anna touches phone; 0:06:20 v1 writes; 3:07:46 anna hours on; 3:11:52 fault clock back 600; 3:13:22 anna activates bela; 3:45:02 v1 writes",

        // A mail whose acceptance was lost on the wire was withdrawn when somebody answered; whoever had got it replied to it, and was held.
        "2:24:18 | 2:06:09 mail drops all; 2:11:08 v3 writes; 2:18:08 david answers v3; 2:23:18 bela replies v3",

        // Groups ceased to count, and an agent of another one began to be of the team at that moment.
        "3:48:13 | 0:00:00 anna hours on; 1:22:23 v1 writes; 1:24:22 david wakes laptop; 1:29:52 mail refuses all; 2:59:52 v2 writes; 3:47:13 operator package standard",

        // A visitor who had complained replied to a mail, and what was written meanwhile was never told.
        "4:36:37 | 2:25:06 v3 writes; 2:36:25 v3 enters; 2:36:25 v3 leaves; 2:36:25 csilla answers v3; 2:45:04 mail complains v3; 3:56:37 david answers v3; 4:06:37 v3 replies",

        // The answer to the commit was lost as a stream opened: the browser opened another, and the first kept the visitor on the site for ever.
        "5:18:30 | 5:03:55 fault refuse after-commit 7; 5:04:05 v3 writes; 5:05:55 v3 writes; 5:06:00 v3 writes; 5:06:00 v3 enters; 5:07:15 v3 vanishes; 5:08:30 csilla answers v3",

        // A mail that hung gave way to a newer one: it no longer counted for the throttle, and nobody looked.
        "1:01:43 | 0:00:00 anna wakes laptop; 0:42:28 v1 writes; 0:46:28 anna status offline; 0:47:43 mail hangs bela; 0:48:43 v1 writes; 0:51:43 v1 writes",

        // A deferred mail carried a newer message; a reply to an older one made that the only one unanswered, and it was mailed again at once.
        "0:15:00 | 0:10:10 v1 writes; 0:11:00 mail defers bela; 0:12:40 v1 writes; 0:13:00 mail accepts bela; 0:14:00 csilla replies v1",

        // Somebody complained of a mail that had been withdrawn after its acceptance was lost on the wire; that it came back as well counted against the address.
        "3:13:11 | 0:35:04 v1 writes; 0:35:05 mail drops all; 0:42:05 anna wakes laptop; 1:02:13 mail complains csilla; 3:12:11 mail bounces csilla hard twice",

        // Who took over what had been handed to them and they had not accepted, had still not accepted it.
        "5:36:11 | 0:00:00 csilla wakes laptop; 5:30:51 v3 writes; 5:31:01 david hands v3 csilla; 5:35:11 csilla hands v3 csilla",

        // Who was told by way of fallback came online and went; newer words were due to a colleague by way of fallback, too. Queuing that counted the
        // older mail, claiming did not: without end. A clock set back had shown it; it takes none.
        "3:40:00 | 0:00:00 anna wakes laptop; 0:20:00 v3 writes; 0:24:00 mail bounceslater anna; 0:24:00 mail hangs david; 0:31:00 csilla wakes laptop; 0:53:00 mail accepts david; 3:00:00 csilla breaks laptop; 3:30:00 v3 writes",
        "4:15:18 | 0:00:00 anna wakes laptop; 0:00:00 david status offline; 0:20:54 v3 writes; 0:23:54 mail bounceslater anna; 0:24:00 mail hangs david; 0:31:45 csilla wakes laptop; 0:53:54 mail accepts david; 1:24:06 mail accepts anna; 4:04:18 v3 writes; 4:04:18 bela accepts v3; 4:04:18 fault clock back 600; 4:05:18 csilla breaks laptop",

        // The office closed between a mail whose answer was lost and its second try: that waits now for somebody to come back, and went out
        // as another mail afterwards.
        "2:16:57 | 0:00:00 anna wakes laptop; 0:00:00 fault cut after-mail 2 900; 1:41:14 v3 writes; 1:45:58 anna hours on; 1:46:57 v2 writes",

        // A clock set back behind the moment from which failures count against an address: until then none did, and the same news went out again
        // and again.
        "3:49:43 | 2:07:34 v1 writes; 2:08:05 mail full all; 2:35:35 mail accepts all; 3:34:57 v1 writes; 3:37:57 mail fulllater all; 3:37:57 fault clock back 600; 3:39:43 v2 writes",

        // The judge's own: a grace lasted longer than it does when the clock was set back within it.
        "4:22:52 | 0:23:57 anna wakes laptop; 4:18:01 anna breaks laptop; 4:18:02 fault clock back 600; 4:21:52 v1 writes",
        "4:31:28 | 0:00:00 david wakes laptop; 4:14:28 v3 writes; 4:15:13 david accepts v3; 4:20:13 david breaks laptop; 4:21:28 fault clock back 600",

        // The judge's own: the server had stored a reply before it died, and answering counted from the time at which it was brought again.
        "5:17:07 | 4:45:13 v3 enters; 4:45:13 v3 writes; 5:08:03 v3 vanishes; 5:10:13 fault cut after-commit 2 130; 5:15:22 david replies v3 stranger; 5:16:07 bela replies v3",

        // The judge's own: a mail may have arrived before the mail server put the next copy off, so later ones say the same and nothing newer.
        "4:27:04 | 0:00:00 david wakes laptop; 4:15:24 v1 writes; 4:16:04 mail drops david; 4:21:05 mail defers david; 4:26:04 v1 writes",

        // The judge's own: the server died after it had stored that a stream had ended, and the grace of its device was counted from the restart;
        // it died before, and the grace was counted from the end.
        "1:51:46 | 0:00:00 csilla wakes laptop; 1:21:15 v3 writes; 1:50:45 fault cut after-commit 1 900; 1:50:46 csilla breaks laptop",
        "0:30:00 | 0:00:00 anna wakes laptop; 0:05:00 v3 writes; 0:06:00 anna accepts v3; 0:09:59 fault cut before-commit 1 130; 0:10:00 anna breaks laptop",

        // The third answer was to go along with the first, which was on the wire when the second left and could take nothing along any more.
        "0:25:40 | 0:00:00 v1 writes; 0:04:00 v1 enters; 0:05:00 v1 vanishes; 0:05:30 mail hangs all; 0:06:00 bela answers v1; 0:08:00 bela answers v1; 0:15:30 mail accepts all; 0:15:40 bela answers v1",

        // The office closed between a message that was stored, whose answer was lost, and the retry that is told how it was then.
        "0:45:10 | 0:00:00 anna wakes laptop; 0:42:10 anna hours on; 0:42:20 fault cut after-commit 1 7200; 0:44:10 v1 writes",

        // Somebody took it over, and then the clock was set back behind that moment.
        "4:37:20 | 0:00:00 david wakes laptop; 0:24:44 v1 writes; 4:23:28 david hands v1 david; 4:23:28 fault clock back 600; 4:27:20 v1 writes",

        // The database stored a mail's claim and would not say so: it is sent as soon as the database answers, not when the claim ends.
        "6:00:00 | 0:00:00 csilla wakes laptop; 0:32:47 v2 writes; 0:34:37 fault refuse after-commit 6; 0:36:36 csilla breaks laptop; 0:36:36 bela wakes laptop; 0:42:06 v2 writes",

        // Who served the visitor was of no team of theirs when the office closed.
        "6:00:00 | 0:00:00 anna hours on; 0:00:00 anna wakes laptop; 0:10:54 v2 writes; 0:11:39 anna accepts v2; 0:26:59 anna day-shift anna",

        // From here on stories that somebody thought of, and that never broke it. Handing over to somebody absent, while the visitor waits: by one who stays, and by one who goes.
        "0:40:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 anna accepts v1; 0:07:00 anna hands v1 bela",
        "0:40:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 anna accepts v1; 0:07:00 anna hands v1 bela; 0:07:30 anna breaks laptop",

        // To somebody who is there and never accepts it; who accepts it late.
        "1:00:00 | 0:00:00 anna wakes laptop; 0:01:00 bela wakes laptop; 0:05:00 v1 writes; 0:06:00 anna accepts v1; 0:07:00 anna hands v1 bela",
        "1:00:00 | 0:00:00 anna wakes laptop; 0:01:00 bela wakes laptop; 0:05:00 v1 writes; 0:06:00 anna accepts v1; 0:07:00 anna hands v1 bela; 0:11:00 bela accepts v1; 0:30:00 bela breaks laptop",

        // To somebody who is there, and vanishes; who hands it on; who never was there when the visitor writes again.
        "1:00:00 | 0:00:00 anna wakes laptop; 0:01:00 bela wakes laptop; 0:05:00 v1 writes; 0:06:00 anna hands v1 bela; 0:10:00 bela breaks laptop",
        "1:00:00 | 0:00:00 anna wakes laptop; 0:01:00 bela wakes laptop; 0:05:00 v1 writes; 0:06:00 anna hands v1 bela; 0:07:00 bela hands v1 csilla; 0:20:00 csilla wakes laptop",
        "1:00:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 anna answers v1; 0:07:00 anna hands v1 csilla; 0:08:00 anna breaks laptop; 0:30:00 v1 writes",

        // The machine is cut between the hand-over and its answer.
        "1:00:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 anna accepts v1; 0:06:30 fault cut after-commit 1 60; 0:07:00 anna hands v1 bela",

        // Visitors who end their conversation while they wait: for a team that is away, for one that is there, and for one who had accepted it and vanished.
        "0:40:00 | 0:05:00 v1 writes; 0:06:00 v1 ends",
        "1:00:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 v1 ends; 0:07:00 v1 ends",
        "1:00:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 anna accepts v1; 0:07:00 anna breaks laptop; 0:10:00 v1 ends",

        // While somebody serves them, who goes then; after an answer; and somebody accepts what was ended while it waited.
        "1:00:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 anna accepts v1; 0:07:00 v1 ends; 0:08:00 anna breaks laptop; 0:30:00 v1 writes",
        "1:00:00 | 0:05:00 v1 writes; 0:06:00 bela answers v1; 0:07:00 v1 ends; 0:20:00 v1 writes; 0:21:00 v1 ends",
        "1:00:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 v1 ends; 0:07:00 anna accepts v1; 0:08:00 v1 ends; 0:09:00 anna breaks laptop",

        // The machine is cut between the end and its answer.
        "1:00:00 | 0:05:00 v1 writes; 0:05:30 fault cut after-commit 1 60; 0:06:00 v1 ends",

        // Two who share an address are told as one, also where it is decided at different times for each.
        "1:00:00 | 0:00:00 anna adds bela@shop.example; 0:05:00 v1 writes; 0:20:00 v1 writes",
        "2:00:00 | 0:00:00 anna adds bela@shop.example; 0:00:30 csilla wakes laptop; 0:01:00 bela wakes laptop; 0:05:00 v1 writes; 0:07:00 bela breaks laptop; 0:20:00 v1 writes; 0:40:00 csilla breaks laptop",

        // From here on one for each thing that makes the server look again: whoever forgets it reads one of these, unless another thing wakes with it,
        // as when an agent is deleted or an address confirmed. Somebody opens it; the visitor goes, comes back, and says good-bye.
        "0:08:00 | 0:00:00 bela wakes laptop; 0:01:00 bela breaks laptop; 0:05:00 v1 writes; 0:05:30 bela opens v1",
        "0:12:00 | 0:00:00 anna wakes laptop; 0:04:00 v1 enters; 0:05:00 v1 writes; 0:05:20 v1 vanishes; 0:06:00 v1 enters; 0:06:10 v1 leaves",

        // An agent changes their own mails, and comes online; accepts and leaves; resolves and reopens; is switched off.
        "0:08:00 | 0:05:00 v1 writes; 0:05:30 bela offline-mails off; 0:06:00 bela wakes laptop",
        "0:12:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 anna accepts v1; 0:07:00 anna leaves v1",
        "0:12:00 | 0:05:00 v1 writes; 0:06:00 bela resolves v1; 0:08:00 bela reopens v1",
        "0:08:00 | 0:05:00 v1 writes; 0:06:00 anna deactivates bela",

        // An assignee who is not online loses the last device: by signing out, and by the clock.
        "0:08:00 | 0:00:00 bela status offline; 0:01:00 bela touches phone; 0:05:00 v1 writes; 0:05:30 bela accepts v1; 0:06:00 bela signsout phone",
        "0:10:00 | 0:00:00 bela wakes laptop; 0:01:00 bela status offline; 0:05:00 v1 writes; 0:05:30 bela accepts v1; 0:06:00 bela breaks laptop",

        // The account's switch, its package and its office hours change; another recipient is added.
        "0:08:00 | 0:05:00 v1 writes; 0:06:00 anna account-offline off",
        "0:08:00 | 0:00:00 anna wakes laptop; 0:05:00 v1 writes; 0:06:00 operator package free",
        "2:20:00 | 0:00:00 anna hours on; 0:00:00 bela wakes laptop; 2:02:00 v1 writes; 2:06:00 anna hours off",
        "0:08:00 | 0:05:00 v1 writes; 0:05:30 anna adds info@shop.example",

        // An address fails, and is another one; somebody complains; unsubscribes; an address works after all.
        "0:15:00 | 0:04:00 mail refuses bela; 0:05:00 v1 writes; 0:10:00 bela address bela5@new.example",
        "0:12:00 | 0:05:00 v1 writes; 0:08:00 v1 writes; 0:09:00 mail complains david",
        "0:12:00 | 0:05:00 v1 writes; 0:08:00 v1 writes; 0:08:30 bela unsubscribes",
        "0:20:00 | 0:04:00 mail full bela; 0:05:00 v1 writes; 0:08:00 mail accepts bela; 0:10:00 bela confirms",

        // A mail that waits for another try carries what was written meanwhile; it is withdrawn from whoever does not want it any more.
        "0:12:00 | 0:04:00 mail defers all; 0:05:00 v1 writes; 0:07:10 v1 writes; 0:07:30 mail accepts all",
        "0:12:00 | 0:04:00 mail defers all; 0:05:00 v1 writes; 0:07:10 bela accepts v1; 0:07:20 bela offline-mails off; 0:07:30 mail accepts all",

        // The visitor has gone when somebody answers; the answer's mail may have arrived, and there is a second one.
        "0:20:00 | 0:04:00 v1 enters; 0:05:00 v1 writes; 0:05:20 v1 leaves; 0:06:00 bela answers v1",
        "0:40:00 | 0:04:00 mail drops all; 0:05:00 v1 enters; 0:05:10 v1 writes; 0:06:00 v1 leaves; 0:06:10 bela answers v1; 0:08:30 bela answers v1; 0:09:00 mail accepts all",

        // Colleagues, groups and visitors come and go.
        "0:10:00 | 0:05:00 v1 writes; 0:05:20 anna invites eva; 0:05:40 anna admits eva",
        "0:10:00 | 0:00:00 anna offline-mails off; 0:00:00 bela offline-mails off; 0:00:00 csilla offline-mails off; 0:05:00 v1 writes; 0:05:30 anna deletes david",
        "0:10:00 | 0:05:00 v2 writes; 0:05:20 anna enlists david",
        "0:10:00 | 0:05:00 v2 writes; 0:05:20 anna closes night-shift",
        "0:10:00 | 0:05:00 v1 writes; 0:05:30 anna blocks v1; 0:06:00 anna unblocks v1",
        "0:10:00 | 0:05:00 v1 writes; 0:05:30 anna erases v1; 0:06:00 v2 writes",
    ];
}
