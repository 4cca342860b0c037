namespace Nightbell.Simulation;

/// <summary>Stories that broke the promise once: one line each, as the simulator prints it.</summary>
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

        // Below Pro there are no groups: David is told of a conversation of the night shift, and could neither see nor answer it.
        "2:29:10 | 2:08:15 operator package free; 2:09:50 v2 writes; 2:28:10 david replies v2 twice",
    ];
}
