namespace Nightbell.Mail.Dns;

/// <summary>Everything a check of the sending domain can find, part by part. Names are stable; in braces the facts, which are always there unless marked "?".</summary>
public enum FindingCode
{
    /// <summary>Hosts take the domain's mail. {domain, hosts}</summary>
    MxFound,

    /// <summary>The domain says that it takes no mail (RFC 7505): servers refuse what comes from it. {domain}</summary>
    MxNull,

    /// <summary>No MX; mail goes to the domain's own address (RFC 5321, 5.1). {domain}</summary>
    MxImplicit,

    /// <summary>Neither MX nor address: nobody can answer, and no bounce comes back. {domain}</summary>
    MxMissing,

    /// <summary>Hosts that the MX records name have no address. {domain, hosts}</summary>
    MxHostMissing,

    /// <summary>The domain does not exist. {domain}</summary>
    DomainMissing,

    /// <summary>The DNS did not say who takes the domain's mail. {domain}</summary>
    MxUnknown,

    /// <summary>The sending address may send for the domain. {domain, record, address, term, lookups, voidLookups}</summary>
    SpfPass,

    /// <summary>There is a record that can be evaluated; the sending address is not known. {domain, record, lookups, voidLookups}</summary>
    SpfFound,

    /// <summary>The sending address must not send for the domain. {domain, record, address, term, lookups, voidLookups}</summary>
    SpfFail,

    /// <summary>The sending address probably must not send for the domain. {domain, record, address, term, lookups, voidLookups}</summary>
    SpfSoftFail,

    /// <summary>The record says nothing about the sending address. {domain, record, address, term?, lookups, voidLookups}</summary>
    SpfNeutral,

    /// <summary>No record. {domain}</summary>
    SpfMissing,

    /// <summary>More than one record, which counts as none (RFC 7208, 4.5). {domain}</summary>
    SpfSeveral,

    /// <summary>A term is wrong, or includes a domain without SPF. {domain, record?, term, lookups, voidLookups}</summary>
    SpfInvalid,

    /// <summary>More than ten terms ask the DNS (RFC 7208, 4.6.4); a warning where the sending address is found before. {domain, record, term, lookups, voidLookups}</summary>
    SpfTooManyLookups,

    /// <summary>More than two questions of the record have no answer (RFC 7208, 4.6.4). {domain, record, term, lookups, voidLookups}</summary>
    SpfTooManyVoidLookups,

    /// <summary>The DNS did not say. {domain}</summary>
    SpfUnknown,

    /// <summary>Our key is published. {name, bits}</summary>
    DkimFound,

    /// <summary>Nothing signs here. No facts.</summary>
    DkimNotConfigured,

    /// <summary>No key is published under our selector. {name}</summary>
    DkimMissing,

    /// <summary>Another key is published. {name, record, bits?}</summary>
    DkimOtherKey,

    /// <summary>The key is revoked: an empty <c>p=</c> (RFC 6376, 3.6.1). {name, record}</summary>
    DkimRevoked,

    /// <summary>The domain is testing, <c>t=y</c>: verifiers may treat signed mails as unsigned ones (RFC 6376, 3.6.1). {name}</summary>
    DkimTesting,

    /// <summary>Our key is shorter than RFC 8301 advises, or the published one than verifiers take. {name, bits}</summary>
    DkimTooShort,

    /// <summary>The record is no key that can verify us. {name, record, tag?}</summary>
    DkimInvalid,

    /// <summary>More than one key under one selector: verifiers take any of them (RFC 6376, 3.6.2.2). {name}</summary>
    DkimSeveral,

    /// <summary>The DNS did not say. {name}</summary>
    DkimUnknown,

    /// <summary>A policy applies. {name, record, policy}</summary>
    DmarcFound,

    /// <summary>No policy, neither the domain's nor of one above it. {domain}</summary>
    DmarcMissing,

    /// <summary>More than one policy, which counts as none (RFC 7489, 6.6.3). {name}</summary>
    DmarcSeveral,

    /// <summary>The record is no policy. {name, record}</summary>
    DmarcInvalid,

    /// <summary>The DNS did not say. {domain}</summary>
    DmarcUnknown,

    /// <summary>SPF or DKIM vouches for the domain of From. {domain, policy, spfDomain, spfAligned, dkimDomain?, dkimAligned?}</summary>
    DmarcAligned,

    /// <summary>Neither does, at least not here: servers do what the policy says. {domain, policy, spfDomain, spfAligned, dkimDomain?, dkimAligned?}</summary>
    DmarcNotAligned,

    /// <summary>The sending address has a name that leads back to it. {address, name}</summary>
    ReverseConfirmed,

    /// <summary>The sending address has no name. {address}</summary>
    ReverseMissing,

    /// <summary>The names of the sending address do not lead back to it. {address, names}</summary>
    ReverseNotConfirmed,

    /// <summary>The DNS did not say. {address}</summary>
    ReverseUnknown,
}
