//! `runner serve`: one node with its HTTP API.

mod door;

use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use runner_engine::{
    BundledPlugin, Config, DataDir, DataDirError, Engine, EngineOptions, FrozenRoom,
    ParseSecretKeyError, SECRET_KEY_VARIABLE, SPARE_INSTANCES, SecretKey, SecretKeySource,
    Settings,
};
use runner_sandbox::{CompileLimits, CompileWorker, HttpOptions, Sandbox, SandboxOptions};
use runner_server::{App, Jwts, Token};
use runner_store::{Options, SqliteStore, SystemClock};
use rustix::process::Signal;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use self::door::Certified;
use crate::client::Address;
use crate::error::{Exit, UserError};
use crate::failpoint;
use crate::open_files;
use crate::options::Global;
use crate::paths::data_dir;
use crate::settings::{self, SettingsArgs};
use crate::terminal;

/// Slots for each core, unless the user says how many.
const SLOTS_PER_CORE: usize = 4;

/// How many slots a running server may be given, as a multiple of those it started with, and at the least. Room for
/// an instance is address space and nothing more until it is used.
const ROOM_TO_GROW: usize = 4;
const ROOM_AT_LEAST: usize = 64;

/// Run a server: takes jobs by HTTP and runs them
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    settings: SettingsArgs,
}

pub(crate) fn run(global: &Global, args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let folder = data_dir(global)?;
    // What is wrong here is said before anything is made.
    let config = args.settings.resolve(global)?.config.unwrap_or_default();
    // The engine takes the other.
    let told = config.clone();
    let settings = &told.settings;
    terminal::start_log(settings);
    for warning in settings::misspelt_variables() {
        terminal::warning(&warning);
    }
    let certified = door::certificate(settings)?;
    let jwts = Jwts::open(&config.jwt).map_err(|error| UserError::new(Exit::Usage, error))?;
    let secret_key = secret_key(&folder)?;
    let dir = DataDir::open(&folder).map_err(|error| match error {
        DataDirError::InUse(_) => UserError::new(Exit::Failed, error).into(),
        other => anyhow::Error::from(other),
    })?;
    open_files::raise_limit();
    let frozen = FrozenRoom {
        most: settings.max_frozen,
        memory: settings.frozen_memory,
    };
    let sandbox = Sandbox::new(sandbox_options(settings, &folder)?)?;
    let store = SqliteStore::open(Options {
        failpoint: failpoint::armed()?,
        ..Options::new(&folder)
    })?;
    let token = Token::open(&folder.join("token"))?;
    let options = EngineOptions {
        store: Arc::new(store),
        sandbox: Arc::new(sandbox),
        clock: Arc::new(SystemClock),
        node: node_name(),
        slots: slots(settings),
        frozen,
        config,
        secret_key,
    };
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server's threads")?;
    let served = runtime.block_on(serve(&told, options, (certified, jwts), token, &dir));
    // What still blocks, a compilation, say, must not hold up the end: nothing is acknowledged any more.
    runtime.shutdown_background();
    drop(dir);
    served.map(|()| ExitCode::SUCCESS)
}

/// How many slots a server begins with.
fn slots(settings: &Settings) -> usize {
    settings.slots.unwrap_or(cores() * SLOTS_PER_CORE)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// The sandbox of a server with these settings.
pub(super) fn sandbox_options(
    settings: &Settings,
    folder: &Path,
) -> anyhow::Result<SandboxOptions> {
    let program = env::current_exe().context("cannot find the runner program itself")?;
    let room = (slots(settings) * ROOM_TO_GROW).max(ROOM_AT_LEAST);
    Ok(SandboxOptions {
        cache_dir: folder.join("cache"),
        compile_worker: CompileWorker {
            program,
            args: vec!["compile-worker".into()],
            limits: CompileLimits::default(),
        },
        instances: u32::try_from(room + settings.max_frozen + SPARE_INSTANCES)
            .context("too many slots")?,
        threads: cores(),
        http: HttpOptions {
            authorities: settings.ca_file.clone(),
            ..HttpOptions::default()
        },
    })
}

async fn serve(
    told: &Config,
    options: EngineOptions,
    (certified, jwts): (Option<Certified>, Jwts),
    token: Token,
    dir: &DataDir,
) -> anyhow::Result<()> {
    // A limit on the size of files fails what is written, as a full disk does. Unheard, the signal would end the server.
    let _too_large =
        signal(SignalKind::from_raw(Signal::XFSZ.as_raw())).context("cannot listen for signals")?;
    let settings = &told.settings;
    let listen = settings.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        UserError::new(Exit::Failed, format!("cannot listen on {listen}: {error}"))
            .hint("another server may run there: choose another place with --listen")
    })?;
    let address = listener
        .local_addr()
        .context("cannot tell where the server listens")?;
    let engine = Arc::new(Engine::start(options).await?);
    engine
        .take_bundled(bundled()?)
        .await
        .context("cannot take the plugins that come with the program")?;
    engine.open_inbox(dir.plugins());
    let (stop, stopped) = watch::channel(false);
    let mut app = App::new(Arc::clone(&engine), token, jwts)
        .readable_from(settings.cors_origins.clone())
        .with_most_connections(open_files::for_connections())
        .told_by(told);
    let mut found_at = Address::of(address);
    match certified {
        Some(Certified { tls, certificate }) => {
            found_at = found_at.by_tls(&certificate)?;
            app = app.with_tls(tls);
        }
        None => door::warn(address),
    }
    engine.start_schedules(dir.path().join("backups")).await?;
    engine.start_webhooks();
    engine.start_alerts();
    let mut until = stopped.clone();
    let server = tokio::spawn(runner_server::serve(listener, app, async move {
        // An error means that this function has ended, and the server with it.
        let _ = until.wait_for(|stopped| *stopped).await;
    }));
    // Gone when this function ends: at a clean stop nobody looks for the server any more.
    let found_by = found_at.write(dir.path())?;
    terminal::note(&format!(
        "runner listens on {}://{address}",
        found_at.scheme()
    ));
    terminal::note(&format!(
        "its data is in {}, the admin token in the file `token` there",
        dir.path().display()
    ));

    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for signals")?;
    let mut wait_for_signal = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    wait_for_signal().await;
    terminal::note("stopping: no more jobs are started; a second signal interrupts those that run");
    drop(found_by);
    stop.send_replace(true);
    let mut stopping = std::pin::pin!(engine.stop(settings.drain));
    tokio::select! {
        done = &mut stopping => done?,
        () = wait_for_signal() => {
            engine.stop(Duration::ZERO).await?;
            stopping.await?;
        }
    }
    server
        .await
        .context("the server broke down")?
        .context("the server failed")?;
    Ok(())
}

/// The plugins of the program.
fn bundled() -> anyhow::Result<Vec<BundledPlugin>> {
    let named = runner_plugins::all().map(|plugin| {
        Ok(BundledPlugin {
            name: plugin.name.to_owned().try_into()?,
            wasm: plugin.wasm,
        })
    });
    named.collect()
}

/// Where the key of the secrets comes from. One that is given and is none ends the start: with another key, secrets that
/// are set would be lost to the right one.
fn secret_key(folder: &Path) -> anyhow::Result<SecretKeySource> {
    let file = folder.join("secret.key");
    let given = match env::var_os(SECRET_KEY_VARIABLE) {
        Some(text) if !text.is_empty() => {
            let key = text
                .to_str()
                .map_or(Err(ParseSecretKeyError), SecretKey::parse);
            Some(key.map_err(|error| {
                let message = format!("{SECRET_KEY_VARIABLE} holds no key: {error}");
                UserError::new(Exit::Usage, message)
                    .hint(format!("unset it to use the key in {}", file.display()))
            })?)
        }
        _ => None,
    };
    Ok(SecretKeySource { given, file })
}

fn node_name() -> String {
    env::var("HOSTNAME")
        .ok()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "local".to_owned())
}
