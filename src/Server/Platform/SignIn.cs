using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Nightbell.Agents;
using Nightbell.ApiTokens;
using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>The signed-in agent of a request, or the API token that acts for the account, read anew from the database for each.</summary>
public sealed record Me(Guid AccountId, Guid AgentId, Guid SessionId, Access Access, bool Active, string Name, string Locale, string TimeZone, string? Picture)
{
    /// <summary>The API token that asks; null for a person. Then there is no agent, no session, and the name is the token's.</summary>
    public TokenOfRequest? Token { get; init; }

    /// <summary>The agent, or the token: whose requests these are.</summary>
    public Guid PrincipalId => Token?.Id ?? AgentId;

    /// <summary>The agent; null for an API token.</summary>
    public Guid? Person => Token is null ? AgentId : null;

    public bool IsFull => Access == Access.Full;

    /// <summary>An agent who does not ask right now: to see what they may see.</summary>
    public static Me Of(Agent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return new(agent.AccountId, agent.Id, Guid.Empty, agent.Access, agent.Active, agent.Name, agent.Locale, agent.TimeZone, agent.Picture);
    }

    public static ValueTask<Me> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult((Me)context.Items[typeof(Me)]!);
    }
}

/// <summary>The visitor of a request, by its bearer token.</summary>
public sealed record Guest(Guid AccountId, Guid VisitorId)
{
    public static ValueTask<Guest> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult((Guest)context.Items[typeof(Guest)]!);
    }
}

public static class SignIn
{
    public const string AgentPolicy = "agent";
    public const string FullAccessPolicy = "full";
    public const string VisitorPolicy = "visitor";

    /// <summary>Decides by the request how an agent's call is signed in: a bearer's token counts alone, whatever cookie comes with it.</summary>
    private const string CookieOrToken = "cookieOrToken";

    private const string SessionClaim = "session";
    public const string CookieName = "nightbell";

    /// <summary>A session ends after this; signing in is rare enough, and forgotten browsers are not for ever.</summary>
    public static readonly TimeSpan SessionLife = TimeSpan.FromDays(90);

    private static readonly CompiledQuery<Guid, DateTimeOffset, Me> Sessions = new((db, sessionId, now) =>
        from session in db.Sessions
        join agent in db.Agents on session.AgentId equals agent.Id
        where session.Id == sessionId && session.ExpiresAt > now && agent.DeletedAt == null && agent.JoinedAt != null
        select new Me(
            agent.AccountId, agent.Id, session.Id, agent.Access, agent.Active, agent.Name, agent.Locale, agent.TimeZone, agent.Picture));

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(options =>
            {
                options.DefaultScheme = CookieOrToken;
                options.DefaultSignInScheme = options.DefaultSignOutScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            })
            .AddPolicyScheme(CookieOrToken, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Bearer() is not null
                    ? ApiTokenAuthentication.SchemeName
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenAuthentication>(ApiTokenAuthentication.SchemeName, null)
            .AddCookie(options =>
            {
                options.Cookie.Name = CookieName;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = SessionLife;
                options.SlidingExpiration = false;
                options.Events.OnRedirectToLogin = context => Refuse(context, 401);
                options.Events.OnRedirectToAccessDenied = context => Refuse(context, 403);
                options.Events.OnValidatePrincipal = ReadSession;
            })
            .AddScheme<AuthenticationSchemeOptions, VisitorAuthentication>(VisitorPolicy, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(AgentPolicy, p => p.RequireAuthenticatedUser().AddRequirements(new MayCall()))
            .AddPolicy(FullAccessPolicy, p => p.RequireRole(nameof(Access.Full)).AddRequirements(new MayCall()))
            .AddPolicy(VisitorPolicy, p => p.AddAuthenticationSchemes(VisitorPolicy).RequireAuthenticatedUser());
        services.AddSingleton<IAuthorizationHandler, MayCall.Handler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ProblemsOfAuthorization>();
    }

    public static ClaimsPrincipal Principal(Guid sessionId) =>
        new(new ClaimsIdentity([new Claim(SessionClaim, sessionId.ToString())], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>The agent of a session that still counts; null when it ended, or the agent may not sign in any more.</summary>
    public static async Task<Me?> Find(Db db, Guid sessionId, DateTimeOffset now) => await Sessions.In(db, sessionId, now).SingleOrDefaultAsync();

    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task ReadSession(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        await using var db = services.GetRequiredService<Store>().Read();
        var me = Guid.TryParse(context.Principal?.FindFirstValue(SessionClaim), out var id)
            ? await Find(db, id, services.GetRequiredService<TimeProvider>().Now())
            : null;
        if (me is null)
        {
            context.RejectPrincipal();
            return;
        }

        context.HttpContext.Items[typeof(Me)] = me;
        ((ClaimsIdentity)context.Principal!.Identity!).AddClaim(new Claim(ClaimTypes.Role, me.Access.ToString()));
    }

    private sealed class VisitorAuthentication(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tokens tokens)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Bearer() is not { } token)
                return Task.FromResult(AuthenticateResult.NoResult());
            if (tokens.ReadVisitor(token) is not { } visitor)
                return Task.FromResult(AuthenticateResult.Fail("The visitor's token is not ours or has expired."));
            Context.Items[typeof(Guest)] = new Guest(visitor.AccountId, visitor.VisitorId);
            var principal = new ClaimsPrincipal(new ClaimsIdentity([], Scheme.Name));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name)));
        }
    }

    /// <summary>401 and 403 as problem details, with the code that says which right is missing.</summary>
    private sealed class ProblemsOfAuthorization : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(
            RequestDelegate next, HttpContext context, AuthorizationPolicy policy, Microsoft.AspNetCore.Authorization.Policy.PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded)
                return next(context);
            if (authorizeResult.Forbidden)
            {
                var why = authorizeResult.AuthorizationFailure?.FailureReasons.FirstOrDefault()?.Message;
                return Problems.Write(context, why switch
                {
                    MayCall.ScopeMissing => Problem.Forbidden("scope_needed"),
                    MayCall.PeopleOnly => Problem.Forbidden("person_needed"),
                    _ => Problem.Forbidden("full_access_needed"),
                });
            }

            if (context.Request.Headers.Authorization.Count > 0)
                context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Write(context, new Problem(StatusCodes.Status401Unauthorized, "sign_in_needed"));
        }
    }
}
