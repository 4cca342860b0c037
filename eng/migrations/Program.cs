using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Nightbell.Data;

// eng/add-migration NAME: writes the next migration of both databases into src/Server/Data/Migrations.
var (name, server) = (args[0], args[1]);
Db[] databases =
[
    new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options),
    new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=nowhere").Options),
];
foreach (var db in databases)
{
    var (folder, provider) = db is SqliteDb
        ? ("Sqlite", "Microsoft.EntityFrameworkCore.Sqlite.Design.Internal.SqliteDesignTimeServices, Microsoft.EntityFrameworkCore.Sqlite")
        : ("Postgres", "Npgsql.EntityFrameworkCore.PostgreSQL.Design.Internal.NpgsqlDesignTimeServices, Npgsql.EntityFrameworkCore.PostgreSQL");
    var services = new ServiceCollection().AddEntityFrameworkDesignTimeServices().AddDbContextDesignTimeServices(db);
    ((IDesignTimeServices)Activator.CreateInstance(Type.GetType(provider, throwOnError: true)!)!).ConfigureDesignTimeServices(services);
    using var scope = services.BuildServiceProvider().CreateScope();
    var scaffolded = scope.ServiceProvider.GetRequiredService<IMigrationsScaffolder>()
        .ScaffoldMigration(name, "Nightbell.Data", $"Migrations.{folder}", "C#");
    var target = Path.Combine(server, "Data", "Migrations", folder);
    Directory.CreateDirectory(target);
    File.WriteAllText(Path.Combine(target, scaffolded.MigrationId + ".cs"), scaffolded.MigrationCode);
    File.WriteAllText(Path.Combine(target, scaffolded.MigrationId + ".Designer.cs"), scaffolded.MetadataCode);
    File.WriteAllText(Path.Combine(target, scaffolded.SnapshotName + ".cs"), scaffolded.SnapshotCode);
    Console.WriteLine($"{folder} {scaffolded.MigrationId}");
}
