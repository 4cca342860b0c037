[assembly: CLSCompliant(false)]
[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Nightbell.Mail.Tests")]
