// The door: a token, shown once, becomes a cookie that no script can read.
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../api/client.js";
import { Button, Command, Trouble } from "../ui/basics.js";
import { TextField } from "../ui/field.js";
import { session, signIn } from "./session.js";
import { setTitle } from "./title.js";

export function SignIn() {
  const [token, setToken] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => setTitle("Sign in"), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (token.trim() === "") return;
    setBusy(true);
    setError(undefined);
    signIn(token).catch((problem: unknown) => {
      setBusy(false);
      setError(problem instanceof Problem && problem.status === 401 ? new Error("The server does not know this token. It may have ended, or been revoked.") : problem);
    });
  };
  const why = session.value.kind === "out" ? session.value.why : undefined;
  return (
    <main class="signin">
      <form onSubmit={submit}>
        <img src="/icon.svg" alt="" width="44" height="44" />
        <h1>Sign in to runner</h1>
        {why && <p class="lead">{why}</p>}
        <TextField label="Token" type="password" value={token} onInput={setToken} required autofocus autocomplete="current-password" placeholder="runner_…" />
        <Trouble error={error} />
        <Button type="submit" tone="primary" busy={busy}>
          Sign in
        </Button>
        <details>
          <summary>Where do I find a token?</summary>
          <p>The first one is the file “token” in the server’s data folder. It may do everything; with it an admin makes others:</p>
          <Command text="runner token create my-name --role operator" />
        </details>
      </form>
    </main>
  );
}
