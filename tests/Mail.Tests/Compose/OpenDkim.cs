using System.Diagnostics;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Tests.Compose;

/// <summary>A verifier we did not write, in its test mode, with keys from a file instead of the DNS.</summary>
internal static class OpenDkim
{
    private const string Program = "/usr/sbin/opendkim";

    /// <summary>What OpenDKIM says about each message; the test is skipped where it is missing.</summary>
    public static IReadOnlyList<string> Verify(DkimSigner signer, IEnumerable<byte[]> messages)
    {
        Parts.Need(Program, "opendkim is not installed: signatures were checked by our own tests only");
        var folder = Directory.CreateTempSubdirectory("opendkim").FullName;
        try
        {
            var keys = Path.Combine(folder, "keys");
            var settings = Path.Combine(folder, "settings");
            File.WriteAllText(keys, $"{signer.RecordName} {signer.Key.Record}\n");
            File.WriteAllText(settings, $"Syslog no\nTestPublicKeys {keys}\n");
            var verdicts = new List<string>();
            foreach (var message in messages)
            {
                var file = Path.Combine(folder, "mail");
                File.WriteAllBytes(file, message);
                verdicts.Add(Run("-x", settings, "-t", file));
            }

            return verdicts;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }
}
