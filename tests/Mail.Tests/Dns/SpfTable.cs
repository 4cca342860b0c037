using System.Globalization;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>Records, senders, and what SPF says (RFC 7208). Row n is published at rn.spf.test.</summary>
internal static class SpfTable
{
    public static readonly (string Record, string Address, SpfResult Result)[] Rows =
    [
        // Networks (5.6)
        ("v=spf1 ip4:192.0.2.7 -all", "192.0.2.7", SpfResult.Pass),
        ("v=spf1 ip4:192.0.2.7 -all", "192.0.2.8", SpfResult.Fail),
        ("v=spf1 ip4:192.0.2.0/25 ~all", "192.0.2.127", SpfResult.Pass),
        ("v=spf1 ip4:192.0.2.0/25 ~all", "192.0.2.128", SpfResult.SoftFail),
        ("v=spf1 ip4:255.255.255.255/0 -all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 ip4:192.0.2.1/33 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip4:192.0.2.1/032 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip4:192.0.2 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip4:192.0.2.01 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip4:2001:db8::1 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip4 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip4:192.0.2.1/ -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip4:192.0.2.7 -all", "::ffff:192.0.2.7", SpfResult.Pass),
        ("v=spf1 ip6:2001:db8::/33 -all", "2001:db8:7fff::1", SpfResult.Pass),
        ("v=spf1 ip6:2001:db8::/33 -all", "2001:db8:8000::1", SpfResult.Fail),
        ("v=spf1 ip6:2001:db8::1 ip4:192.0.2.1 -all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 ip6:2001:db8::1/129 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip6:::ffff:192.0.2.1/96 ?all", "2001:db8::1", SpfResult.Neutral),
        ("v=spf1 ip6:192.0.2.1 -all", "192.0.2.1", SpfResult.PermError),

        // Qualifiers and defaults (4.6.2, 4.7)
        ("v=spf1", "192.0.2.1", SpfResult.Neutral),
        ("v=spf1 ", "192.0.2.1", SpfResult.Neutral),
        ("v=spf1   +all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 ?ip4:192.0.2.1 -all", "192.0.2.1", SpfResult.Neutral),
        ("v=spf1 -ip4:192.0.2.1 +all", "192.0.2.1", SpfResult.Fail),
        ("v=spf1 ip4:192.0.2.0/24", "198.51.100.1", SpfResult.Neutral),
        ("v=spf1 all:x -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 all/24", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 -- all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 mail:example.com -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 ip4:192.0.2.1 foo", "192.0.2.1", SpfResult.PermError),

        // The examples of RFC 7208, appendix A.1, with their domain named
        ("v=spf1 a:example.com -all", "192.0.2.10", SpfResult.Pass),
        ("v=spf1 a:example.com -all", "192.0.2.11", SpfResult.Pass),
        ("v=spf1 a:example.com -all", "192.0.2.12", SpfResult.Fail),
        ("v=spf1 a:example.org -all", "192.0.2.10", SpfResult.Fail),
        ("v=spf1 mx:example.com -all", "192.0.2.129", SpfResult.Pass),
        ("v=spf1 mx:example.com -all", "192.0.2.130", SpfResult.Pass),
        ("v=spf1 mx:example.com -all", "192.0.2.10", SpfResult.Fail),
        ("v=spf1 mx:example.org -all", "192.0.2.140", SpfResult.Pass),
        ("v=spf1 mx:example.com mx:example.org -all", "192.0.2.140", SpfResult.Pass),
        ("v=spf1 mx:example.com/30 mx:example.org/30 -all", "192.0.2.131", SpfResult.Pass),
        ("v=spf1 mx:example.com/30 mx:example.org/30 -all", "192.0.2.143", SpfResult.Pass),
        ("v=spf1 mx:example.com/30 mx:example.org/30 -all", "192.0.2.144", SpfResult.Fail),
        ("v=spf1 ptr:example.com -all", "192.0.2.65", SpfResult.Pass),
        ("v=spf1 ptr:example.com -all", "192.0.2.14", SpfResult.Pass),
        ("v=spf1 ptr:example.com -all", "192.0.2.140", SpfResult.Fail),
        ("v=spf1 ptr:xample.com -all", "192.0.2.65", SpfResult.Fail),
        ("v=spf1 ptr:good.example -all", "192.0.2.13", SpfResult.Fail),

        // Addresses of names (5.3)
        ("v=spf1 a:example.com/24 -all", "192.0.2.200", SpfResult.Pass),
        ("v=spf1 a:six.example.com//64 -all", "2001:db8::1", SpfResult.Pass),
        ("v=spf1 a:six.example.com/32//128 -all", "2001:db8::1", SpfResult.Fail),
        ("v=spf1 a:six.example.com/24//64 -all", "2001:db8::ffff", SpfResult.Pass),
        ("v=spf1 a:six.example.com//129 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 a:example.com/33 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 a: -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 a:localhost -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 a:192.0.2.1 -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 a:example.com. -all", "192.0.2.10", SpfResult.Pass),
        ("v=spf1 a:example..com -all", "192.0.2.10", SpfResult.Fail),
        ("v=spf1 a:mail.broken.test -all", "192.0.2.1", SpfResult.TempError),
        ("v=spf1 A:EXAMPLE.COM -ALL", "192.0.2.10", SpfResult.Pass),

        // Other records (5.2, 6.1)
        ("v=spf1 include:pass.spf.test -all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 include:upper.spf.test -all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 include:split.spf.test -all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 include:alias.spf.test -all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 include:fail.spf.test ~all", "192.0.2.1", SpfResult.SoftFail),
        ("v=spf1 include:soft.spf.test ?all", "192.0.2.1", SpfResult.Neutral),
        ("v=spf1 include:neutral.spf.test -all", "192.0.2.1", SpfResult.Fail),
        ("v=spf1 -include:pass.spf.test +all", "192.0.2.1", SpfResult.Fail),
        ("v=spf1 include:wrong.spf.test +all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 include:two.spf.test +all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 include:none.spf.test +all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 include:gone.spf.test +all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 include:broken.test +all", "192.0.2.1", SpfResult.TempError),
        ("v=spf1 include:itself.spf.test +all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 include +all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 include:pass.spf.test/24 +all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 redirect=pass.spf.test", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 redirect=fail.spf.test", "192.0.2.1", SpfResult.Fail),
        ("v=spf1 redirect=fail.spf.test ip4:192.0.2.1", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 redirect=fail.spf.test ?all", "192.0.2.1", SpfResult.Neutral),
        ("v=spf1 redirect=gone.spf.test", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 redirect=round.spf.test", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 redirect=pass.spf.test redirect=pass.spf.test", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 redirect= ", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 exp=explain.spf.test exp=explain.spf.test -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 exp=explain.spf.test unknown=%{t} default=a/b:c -all", "192.0.2.1", SpfResult.Fail),
        ("v=spf1 1unknown=x -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 unknown=%x -all", "192.0.2.1", SpfResult.PermError),

        // Macros (7); the sender is mary@example.com
        ("v=spf1 exists:%{l}.mobile-users._spf.%{o} -all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 exists:%{L}.mobile-users._spf.%{O2} -all", "2001:db8::1", SpfResult.Pass),
        ("v=spf1 exists:%{ir}.joel.remote-users._spf.%{o} -all", "192.168.15.15", SpfResult.Pass),
        ("v=spf1 exists:%{ir}.joel.remote-users._spf.%{o} -all", "192.168.15.16", SpfResult.Fail),
        ("v=spf1 exists:%{l}.gone._spf.%{o} -all", "192.0.2.1", SpfResult.Fail),
        ("v=spf1 include:pass.%{d2} -all", "192.0.2.1", SpfResult.Pass),
        ("v=spf1 a:%{h} -all", "192.0.2.65", SpfResult.Pass),
        ("v=spf1 exists:six.example.com -all", "2001:db8::66", SpfResult.Fail),
        ("v=spf1 exists:%{i -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 exists:%{z}.example.com -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 exists:%{c}.example.com -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 exists:%{d0}.example.com -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 exists:%{d2x}.example.com -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 exists:100%.example.com -all", "192.0.2.1", SpfResult.PermError),

        // Limits (4.6.4)
        ("v=spf1 mx:ten.spf.test -all", "198.51.100.10", SpfResult.Pass),
        ("v=spf1 mx:eleven.spf.test -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 a:h1.spf.test a:h2.spf.test a:h3.spf.test a:h4.spf.test a:h5.spf.test a:h6.spf.test a:h7.spf.test a:h8.spf.test a:h9.spf.test a:h10.spf.test -all", "192.0.2.1", SpfResult.Fail),
        ("v=spf1 a:h1.spf.test a:h2.spf.test a:h3.spf.test a:h4.spf.test a:h5.spf.test a:h6.spf.test a:h7.spf.test a:h8.spf.test a:h9.spf.test a:h10.spf.test a:h11.spf.test -all", "192.0.2.1", SpfResult.PermError),
        ("v=spf1 a:gone1.spf.test a:gone2.spf.test -all", "192.0.2.1", SpfResult.Fail),
        ("v=spf1 a:gone1.spf.test mx:gone2.spf.test exists:gone3.spf.test -all", "192.0.2.1", SpfResult.PermError),
    ];

    /// <summary>The rows as records of the zone spf.test.</summary>
    public static IEnumerable<string> ZoneLines() => Rows.Select((row, i) => new DnsChange(Domain(i), "TXT", row.Record).ToZoneLine());

    public static string Domain(int row) => $"r{row.ToString(CultureInfo.InvariantCulture)}.spf.test";
}
