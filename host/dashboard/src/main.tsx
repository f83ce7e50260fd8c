// The page begins here: who is signed in decides what is shown, the URL which page.
import { Component, render } from "preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Layout } from "./app/layout.js";
import { startKeyboard } from "./app/keyboard.js";
import { match } from "./app/match.js";
import { place, startRouter } from "./app/router.js";
import { ROUTES } from "./app/routes.js";
import type { PageComponent, Route } from "./app/routes.js";
import { look, session } from "./app/session.js";
import { SignIn } from "./app/signin.js";
import { apply } from "./app/theme.js";
import { connection } from "./live/feed.js";
import { Button, Empty, Loading, Page, Trouble, startClock } from "./ui/basics.js";

function App() {
  const state = session.value;
  if (state.kind === "unknown") return connection.value === "lost" ? <Away /> : null;
  if (state.kind === "out") return <SignIn />;
  const { path } = place.value;
  for (const route of ROUTES) {
    const at = match(route.pattern, path);
    if (at) {
      return (
        <Layout section={route.section}>
          <Loaded key={path} route={route} at={at} />
        </Layout>
      );
    }
  }
  return (
    <Layout section="">
      <Page title="Nothing here">
        <Empty title="There is no such page" icon="search">
          The address may be old. <a href="/jobs">All jobs</a>
        </Empty>
      </Page>
    </Layout>
  );
}

const loaded = new Map<string, PageComponent>();

/** Shows a page once its script is there. */
function Loaded({ route, at }: { route: Route; at: Record<string, string> }) {
  const [, setDone] = useState(0);
  const [error, setError] = useState<unknown>();
  const Shown = loaded.get(route.pattern);
  const load = (): void => {
    setError(undefined);
    route.load().then(
      (module) => {
        loaded.set(route.pattern, module.default);
        setDone((before) => before + 1);
      },
      (problem: unknown) => setError(problem),
    );
  };
  useEffect(() => {
    if (!Shown) load();
  }, [route.pattern]);
  // A server with another version has other scripts: only loading anew helps.
  if (error) return <Trouble error={new Error("This page could not be loaded; the server may have been updated.")} retry={() => location.reload()} />;
  return Shown ? (
    <Fence>
      <Shown at={at} />
    </Fence>
  ) : (
    <Loading />
  );
}

/** A page that breaks leaves the others standing. */
class Fence extends Component<{ children: ComponentChildren }, { error: unknown }> {
  override state = { error: undefined };
  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Page title="Something broke">
        <Trouble error={this.state.error} retry={() => this.setState({ error: undefined })} />
      </Page>
    );
  }
}

function Away() {
  return (
    <main class="signin">
      <form>
        <h1>The server does not answer</h1>
        <p class="lead">This page goes on by itself as soon as it does.</p>
        <Button onClick={() => location.reload()}>Reload</Button>
      </form>
    </main>
  );
}

apply();
startRouter();
startKeyboard();
startClock();
void look();
const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(<App />, root);
}
