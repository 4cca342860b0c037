using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.ResponseCompression;
using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Exports;
using Nightbell.Files;
using Nightbell.Inbound;
using Nightbell.Live;
using Nightbell.Notices;
using Nightbell.Outbox;
using Nightbell.Retention;
using Nightbell.Webhooks;
using Nightbell.Widgets;

namespace Nightbell.Platform;

/// <summary>Puts the server together; nothing of it touches the database before it starts.</summary>
public static class App
{
    private const int ForwardLimit = 2;

    /// <summary>The configured application, not started.</summary>
    /// <param name="args">Configuration as arguments.</param>
    /// <param name="configure">Replaces services; tests set the clock.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Slim: without what serves IIS and QUIC, which would be loaded and never used.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyLimit.MaxLetGo;
            kestrel.AddServerHeader = false;
        });
        builder.WebHost.UseSockets(DeadPeers.Notice);
        AddServices(builder.Services, builder.Configuration, builder.Environment);
        configure?.Invoke(builder);
        var app = builder.Build();
        Use(app);
        Endpoints.Map(app);
        return app;
    }

    /// <summary>What commands and the server share: the database, and nothing that listens.</summary>
    public static void AddCore(IServiceCollection services, Settings settings, string connectionString)
    {
        CheckDomain.MustRead(settings);
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Feed>();
        services.AddSingleton<Signals>();
        services.AddSingleton<Store>(provider =>
        {
            var (signals, clock) = (provider.GetRequiredService<Signals>(), provider.GetRequiredService<TimeProvider>());
            return IsPostgres(connectionString)
                ? new PostgresStore(connectionString, signals, settings, clock)
                : new SqliteStore(connectionString, signals, settings, clock);
        });
        services.AddSingleton<FileStore>(provider => provider.GetRequiredService<Store>() is SqliteStore sqlite
            ? new FolderFiles(sqlite)
            : new DatabaseFiles(provider.GetRequiredService<Store>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReceiveFile>();
        services.AddSingleton<ServerIdentity>();
        services.AddSingleton<LeftAlone>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<Relay>();
        services.AddSingleton<SignEnvelope>();
        services.AddSingleton<ComposeMail>();
        services.AddSingleton<KeepMail>();
        services.AddSingleton<ReceiveReport>();
        services.AddSingleton<ReceiveReply>();
        services.AddSingleton<ReceiveMail>();
        services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = settings.PasswordIterations);
        services.AddSingleton<IPasswordHasher<Agent>, PasswordHasher<Agent>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Authenticators>();
        services.AddDataProtection().SetApplicationName("nightbell");
        services.AddOptions<KeyManagementOptions>()
            .Configure<Store>((options, store) =>
            {
                options.XmlRepository = new KeysInDatabase(store);
                options.AutoGenerateKeys = false;
            });
    }

    /// <summary>PostgreSQL needs a host in its connection string, and SQLite knows none.</summary>
    public static bool IsPostgres(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);
    }

    public static string ConnectionString(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.GetConnectionString("Nightbell") ?? "Data Source=data/nightbell.db";
    }

    private static void AddServices(IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = Settings.From(configuration, environment);

        services.AddHostedService<PrepareDatabase>();
        services.AddHostedService<KeepKeys>();
        AddCore(services, settings, ConnectionString(configuration));
        services.AddSingleton<Limits>();
        services.AddSingleton(provider => new WebhookClient(settings, provider.GetService<ResolveHost>()));
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<TakeOver>();
        services.AddSignIn();
        services.AddOpenApi("v1", OpenApiDocument.Configure);
        services.AddExceptionHandler<Problems>();
        services.AddProblemDetails();
        services.AddResponseCompression(Pages.Compress);

        // Browsers keep what they fetched: a millisecond more for each saves a quarter of what travels.
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);
        services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        services.Configure<ForwardedHeadersOptions>(forwarded => TrustProxies(forwarded, settings.TrustedProxies));

        // Stopped after the workers: what they have in hand is this server's as long.
        services.AddHostedService<KeepLease>();
        services.AddWorker<CloseEndedStreams>(settings);
        services.AddWorker<LookAtDueAccounts>(settings);
        services.AddWorker<LookAtDueConversations>(settings);
        services.AddWorker<TellDueVisitors>(settings);
        services.AddWorker<SendDueMail>(settings);
        services.AddWorker<DeliverWebhooks>(settings);
        services.AddWorker<WriteExports>(settings);
        services.AddWorker<ForgetInTime>(settings);
        services.AddWorker<ForgetOldRows>(settings);
        services.AddWorker<ForgetFiles>(settings);
        services.AddSingleton<Workers>();
        services.AddHostedService<WatchDatabase>();
        services.AddSingleton<Metrics>();
        if (settings.Demo)
            services.AddHostedService<Accounts.Demo>();
        else
            services.AddHostedService<OfferSetup>();

        // After everything that adds it. It reads the keys as the server starts; here the first token does, and a server at rest is
        // 9 MB smaller.
        services.Remove(services.Single(service => service.ImplementationType?.Name == "DataProtectionHostedService"));
    }

    private static void AddWorker<T>(this IServiceCollection services, Settings settings)
        where T : Worker
    {
        services.AddSingleton<T>();
        services.AddSingleton<Worker>(provider => provider.GetRequiredService<T>());
        if (settings.Workers)
        {
            services.AddSingleton<IHostedService>(provider =>
                ActivatorUtilities.CreateInstance<WorkerLoop>(provider, provider.GetRequiredService<T>()));
        }
    }

    private static void Use(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SafeHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(Problems.WriteEmptyStatus);
        app.UseMiddleware<AllowedSites>();
        app.UseMiddleware<CrossSite>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<BodyLimit>();
    }

    /// <summary>Only proxies named in the configuration may say who the client is and whether it spoke TLS.</summary>
    private static void TrustProxies(ForwardedHeadersOptions forwarded, string proxies)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.None;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.ForwardLimit = ForwardLimit;
            if (System.Net.IPNetwork.TryParse(proxy, out var network))
                forwarded.KnownIPNetworks.Add(network);
            else if (IPAddress.TryParse(proxy, out var address))
                forwarded.KnownProxies.Add(address);
            else
                throw new InvalidOperationException($"Nightbell:TrustedProxies: {proxy} is neither an address nor a network.");
        }
    }
}
