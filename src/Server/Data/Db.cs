using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.ApiTokens;
using Nightbell.CannedAnswers;
using Nightbell.Conversations;
using Nightbell.Devices;
using Nightbell.Exports;
using Nightbell.Files;
using Nightbell.Groups;
using Nightbell.Inbound;
using Nightbell.Live;
using Nightbell.Notices;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Visitors;
using Nightbell.Webhooks;

namespace Nightbell.Data;

/// <summary>Everything that is stored. <see cref="SqliteDb"/> and <see cref="PostgresDb"/> differ in types and migrations only.</summary>
public abstract class Db(DbContextOptions options) : DbContext(options)
{
    private readonly Dictionary<DueColumn, DateTimeOffset> due = [];

    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<SetupCode> SetupCodes => Set<SetupCode>();
    public DbSet<SettingChange> SettingChanges => Set<SettingChange>();
    public DbSet<Agent> Agents => Set<Agent>();
    public DbSet<OnlineStretch> OnlineStretches => Set<OnlineStretch>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<SecondFactor> SecondFactors => Set<SecondFactor>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<AgentPicture> AgentPictures => Set<AgentPicture>();
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<WebhookAttempt> WebhookAttempts => Set<WebhookAttempt>();
    public DbSet<ExportJob> Exports => Set<ExportJob>();
    public DbSet<ExportPart> ExportParts => Set<ExportPart>();
    public DbSet<Device> Devices => Set<Device>();
    public DbSet<OpenStream> OpenStreams => Set<OpenStream>();
    public DbSet<ServerLease> ServerLeases => Set<ServerLease>();
    public DbSet<Group> Groups => Set<Group>();
    public DbSet<GroupMember> GroupMembers => Set<GroupMember>();
    public DbSet<Visitor> Visitors => Set<Visitor>();
    public DbSet<VisitedPage> VisitedPages => Set<VisitedPage>();
    public DbSet<CannedAnswer> CannedAnswers => Set<CannedAnswer>();
    public DbSet<Conversation> Conversations => Set<Conversation>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<ChatFile> Files => Set<ChatFile>();
    public DbSet<FileChunk> FileChunks => Set<FileChunk>();
    public DbSet<Rating> Ratings => Set<Rating>();
    public DbSet<Assignment> Assignments => Set<Assignment>();
    public DbSet<ConversationHandOver> HandOvers => Set<ConversationHandOver>();
    public DbSet<Opening> Openings => Set<Opening>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<StoredSituation> Situations => Set<StoredSituation>();
    public DbSet<AdditionalRecipient> AdditionalRecipients => Set<AdditionalRecipient>();
    public DbSet<OutgoingMail> Mails => Set<OutgoingMail>();
    public DbSet<MailPart> MailParts => Set<MailPart>();
    public DbSet<MailAttempt> MailAttempts => Set<MailAttempt>();
    public DbSet<MailContent> MailContents => Set<MailContent>();
    public DbSet<SuppressedAddress> SuppressedAddresses => Set<SuppressedAddress>();
    public DbSet<InboundMail> InboundMails => Set<InboundMail>();
    public DbSet<Event> Events => Set<Event>();
    public DbSet<Secret> Secrets => Set<Secret>();
    public DbSet<ClientId> ClientIds => Set<ClientId>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>What the units before left, where one writer keeps it; null where others write, too, and for readers.</summary>
    public KeptRows? Kept { get; init; }

    /// <summary>In queries: the text in small letters, of every script.</summary>
    public static string? Lower(string? text) => throw new NotSupportedException($"{nameof(Lower)}({text}) is for queries.");

    /// <summary>Rows that are written when the unit is saved, and not followed until then.</summary>
    public ICollection<IAppendOnly> Appended { get; } = new List<IAppendOnly>();

    /// <summary>A unit begins. What another left that failed half-way is not written, and wakes nobody.</summary>
    public void Begin()
    {
        due.Clear();
        Appended.Clear();
    }

    /// <summary>Adds a row, which the one writer of SQLite writes without following it.</summary>
    public void Append(IAppendOnly row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (Kept is null)
            Add(row);
        else
            Appended.Add(row);
    }

    /// <summary>For each column that a worker goes by, the earliest moment that was written; taken once, by the unit that wrote it.</summary>
    public IReadOnlyDictionary<DueColumn, DateTimeOffset> TakeDue()
    {
        var taken = new Dictionary<DueColumn, DateTimeOffset>(due);
        due.Clear();
        return taken;
    }

    /// <summary>Notes what was written past the change tracker.</summary>
    public void NoteDue(DueColumn column, DateTimeOffset at)
    {
        if (!due.TryGetValue(column, out var earliest) || at < earliest)
            due[column] = at;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        // Finds the changes; they need not be looked for twice.
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified))
                continue;
            foreach (var column in DueColumn.ByEntity[entry.Metadata.ClrType])
            {
                var property = entry.Property(column.Property);
                if ((entry.State == EntityState.Added || property.IsModified) && property.CurrentValue is DateTimeOffset at)
                    NoteDue(column, at);
            }
        }

        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            foreach (var row in Appended)
                ((KeptWrites)this.GetService<IDatabase>()).Append(Model.FindEntityType(row.GetType())!, row);
            saved += Appended.Count;
            Appended.Clear();
            return saved;
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Enums are stored by name: rows stay readable, and the order of an enum may change.
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    /// <summary>What <see cref="Lower"/> is called in this database.</summary>
    protected virtual string LowerInSql => "lower";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDbFunction(() => Lower(default)).HasName(LowerInSql).IsBuiltIn();
        modelBuilder.Entity<Account>(e =>
        {
            e.HasIndex(a => a.WidgetKey).IsUnique();
            e.HasIndex(a => a.LookAt);
            e.OwnsOne(a => a.OwnRelay);
            e.OwnsOne(a => a.SenderTrouble);
        });
        modelBuilder.Entity<SettingChange>(e => e.HasIndex(c => new { c.AccountId, c.Setting, c.At }));
        modelBuilder.Entity<Agent>(e =>
        {
            e.HasIndex(a => a.AccountId);
            e.HasIndex(a => a.NormalizedEmail).IsUnique();
            e.OwnsOne(a => a.Address);
        });
        modelBuilder.Entity<OnlineStretch>(e => e.HasIndex(s => new { s.AccountId, s.Until }));
        modelBuilder.Entity<Session>(e => e.HasIndex(s => s.AgentId));
        modelBuilder.Entity<SecondFactor>(e => e.HasKey(f => f.AgentId));
        modelBuilder.Entity<RecoveryCode>(e => e.HasIndex(r => new { r.AgentId, r.Hash }).IsUnique());
        modelBuilder.Entity<AgentPicture>(e => e.HasKey(p => p.AgentId));
        modelBuilder.Entity<ApiToken>(e =>
        {
            e.HasIndex(t => t.AccountId);
            e.HasIndex(t => t.Hash).IsUnique();
        });
        modelBuilder.Entity<Device>(e =>
        {
            e.HasKey(d => new { d.AgentId, d.Id });
            e.HasIndex(d => d.AccountId);
        });
        modelBuilder.Entity<OpenStream>(e =>
        {
            e.HasIndex(s => s.ServerId);
            e.HasIndex(s => new { s.AgentId, s.DeviceId });
            e.HasIndex(s => s.VisitorId);
        });
        modelBuilder.Entity<Group>(e => e.HasIndex(g => g.AccountId));
        modelBuilder.Entity<GroupMember>(e =>
        {
            e.HasKey(m => new { m.GroupId, m.AgentId });
            e.HasIndex(m => m.AccountId);
        });
        modelBuilder.Entity<Visitor>(e => e.HasIndex(v => new { v.AccountId, v.UserId }));
        modelBuilder.Entity<SuppressedAddress>(e => e.HasKey(s => new { s.AccountId, s.Fingerprint }));
        modelBuilder.Entity<VisitedPage>(e => e.HasIndex(p => p.VisitorId));
        modelBuilder.Entity<CannedAnswer>(e => e.HasIndex(c => new { c.AccountId, c.Shortcut }).IsUnique());
        ConfigureConversations(modelBuilder);
        ConfigureWebhooks(modelBuilder);
        ConfigureMails(modelBuilder);
        modelBuilder.Entity<Event>(e =>
        {
            e.HasKey(x => new { x.AccountId, x.Number });
            e.HasIndex(x => x.At);
        });
        modelBuilder.Entity<ClientId>(e =>
        {
            e.HasIndex(c => c.At);
            e.HasIndex(c => new { c.AccountId, c.PrincipalId });
        });
        modelBuilder.Entity<Secret>(e => e.HasIndex(s => s.SubjectId));
        modelBuilder.Entity<DataProtectionKey>(e => e.HasKey(k => k.FriendlyName));
        foreach (var row in modelBuilder.Model.GetEntityTypes().Where(t => t.ClrType.IsSubclassOf(typeof(Row))))
            row.SetChangeTrackingStrategy(ChangeTrackingStrategy.ChangingAndChangedNotifications);
        foreach (var key in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetKeys()).SelectMany(k => k.Properties))
            key.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
    }

    private static void ConfigureConversations(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Conversation>(e =>
        {
            e.HasIndex(c => c.LookAt);
            e.HasIndex(c => c.TellVisitorAt);
            e.HasIndex(c => new { c.AccountId, c.Resolved, c.LastAt });
            e.HasIndex(c => c.VisitorId);
            e.HasIndex(c => new { c.AccountId, c.CreatedAt });
        });
        modelBuilder.Entity<Message>(e =>
        {
            e.HasIndex(m => new { m.ConversationId, m.Number }).IsUnique();
            e.HasIndex(m => new { m.AccountId, m.At });
        });
        modelBuilder.Entity<ChatFile>(e =>
        {
            e.HasIndex(f => f.MessageId);
            e.HasIndex(f => f.ConversationId);
            e.HasIndex(f => f.OwnerId);
            e.HasIndex(f => f.Blob).IsUnique();
        });
        modelBuilder.Entity<FileChunk>(e => e.HasKey(c => new { c.Blob, c.Number }));
        modelBuilder.Entity<Rating>(e =>
        {
            e.HasIndex(r => r.ConversationId);
            e.HasIndex(r => new { r.AccountId, r.At });
        });
        modelBuilder.Entity<Assignment>(e =>
        {
            e.HasIndex(a => a.ConversationId);
            e.HasIndex(a => new { a.AgentId, a.EndedAt });
        });
        modelBuilder.Entity<ConversationHandOver>(e => e.HasIndex(h => h.ConversationId));
        modelBuilder.Entity<Opening>(e => e.HasIndex(o => o.ConversationId));
        modelBuilder.Entity<Notice>(e =>
        {
            e.HasIndex(n => new { n.ConversationId, n.Current });
            e.HasIndex(n => new { n.RecipientId, n.DecidedAt });
            e.HasIndex(n => new { n.AccountId, n.DecidedAt });
        });
        modelBuilder.Entity<StoredSituation>(e => e.HasIndex(s => s.ConversationId));
        modelBuilder.Entity<AdditionalRecipient>(e =>
        {
            e.HasIndex(r => r.AccountId);
            e.OwnsOne(r => r.Address);
        });
    }

    private static void ConfigureWebhooks(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Webhook>(e => e.HasIndex(w => w.AccountId));
        modelBuilder.Entity<WebhookDelivery>(e =>
        {
            e.HasIndex(d => new { d.WebhookId, d.DueAt });
            e.HasIndex(d => new { d.WebhookId, d.Number });
            e.HasIndex(d => d.DueAt);
            e.HasIndex(d => d.SettledAt);
            e.HasIndex(d => d.VisitorId);
            e.HasIndex(d => d.ConversationId);
        });
        modelBuilder.Entity<WebhookAttempt>(e => e.HasIndex(a => a.DeliveryId));
        modelBuilder.Entity<ExportJob>(e =>
        {
            e.HasIndex(j => j.AccountId);
            e.HasIndex(j => j.DueAt);
            e.HasIndex(j => j.ExpiresAt);
        });
        modelBuilder.Entity<ExportPart>(e => e.HasKey(p => new { p.ExportId, p.Number }));
    }

    private static void ConfigureMails(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OutgoingMail>(e =>
        {
            e.HasIndex(m => m.DueAt);
            e.HasIndex(m => new { m.AccountId, m.QueuedAt });
            e.HasIndex(m => m.ClaimedBy);
            e.HasIndex(m => m.VisitorId);
            e.HasIndex(m => m.ConversationId);
        });
        modelBuilder.Entity<MailPart>(e =>
        {
            e.HasIndex(p => p.ConversationId);
            e.HasIndex(p => p.MailId);
        });
        modelBuilder.Entity<MailAttempt>(e => e.HasIndex(a => a.MailId));
        modelBuilder.Entity<MailContent>(e => e.HasKey(c => c.MailId));
        modelBuilder.Entity<InboundMail>(e =>
        {
            e.HasIndex(m => m.Digest).IsUnique();
            e.HasIndex(m => m.AccountId);
            e.HasIndex(m => m.At);
            e.HasIndex(m => m.MailId);
        });
    }
}
