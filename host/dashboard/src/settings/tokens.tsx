// Tokens: whose, what they let do, until when; a new one's text is shown once.
import { useState } from "preact/hooks";
import { get, path, post, remove } from "../api/client.js";
import type { List, Role, Token } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { oneLine } from "../format/text.js";
import { Ago, Button, Chip, Empty, Loading, Panel, Trouble } from "../ui/basics.js";
import { Command } from "../ui/basics.js";
import { Dialog, confirm } from "../ui/dialog.js";
import { SelectField, TextField } from "../ui/field.js";

/** The first token is a file in the data folder, and is revoked there alone. */
const isOfFolder = (one: Token): boolean => one.id === "file";

export function TokensTab() {
  const query = useQuery("tokens", (signal) => get<List<Token>>("/tokens", {}, signal), { every: 5_000 });
  const [makes, setMakes] = useState(false);
  const items = query.data.value?.items;
  const revoke = (one: Token): void =>
    confirm({ title: `Revoke ${one.name}?`, body: "Whoever uses it is shut out at once, browsers that signed in with it too.", yes: "Revoke", tone: "danger", act: async () => (await remove(path`/tokens/${one.id}`), query.refresh()) });
  return (
    <Panel
      title="Tokens"
      actions={
        <Button small icon="plus" tone="primary" onClick={() => setMakes(true)}>
          New token
        </Button>
      }
    >
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {items?.length === 0 && <Empty title="No tokens but the first" icon="key" command="runner token create ci --role submitter" />}
      {items && items.length > 0 && (
        <div class="table-scroll" tabIndex={0} role="region" aria-label="Tokens">
          <table class="roomy">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">Made</th>
                <th scope="col">Ends</th>
                <th scope="col">Rate</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span class="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <th scope="row">{one.name}</th>
                  <td>
                    <Chip tone={one.role === "admin" ? "warn" : "plain"}>{one.role}</Chip>
                  </td>
                  <td>
                    {isOfFolder(one) ? <span class="faint">in the data folder</span> : <Ago at={one.created_at} />}
                    {one.created_by && <span class="faint"> by {oneLine(one.created_by)}</span>}
                  </td>
                  <td>{one.expired ? <Chip tone="bad">ended</Chip> : one.expires_at ? <Ago at={one.expires_at} /> : <span class="faint">never</span>}</td>
                  <td>{one.rate ?? <span class="faint">no limit</span>}</td>
                  <td>{one.used_at ? <Ago at={one.used_at} /> : <span class="faint">never</span>}</td>
                  <td>
                    {!isOfFolder(one) && <Button small tone="ghost" icon="trash" label={`Revoke ${one.name}`} onClick={() => revoke(one)} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {makes && <NewToken onClose={() => setMakes(false)} onMade={query.refresh} />}
    </Panel>
  );
}

function NewToken({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("submitter");
  const [expires, setExpires] = useState("90d");
  const [rate, setRate] = useState("");
  const [text, setText] = useState<string>();
  const [error, setError] = useState<unknown>();
  const make = async (): Promise<void> => {
    setError(undefined);
    try {
      const made = await post<Token & { token: string }>("/tokens", { name, role, ...(expires ? { expires_in: expires } : {}), ...(rate ? { rate } : {}) });
      setText(made.token);
      onMade();
    } catch (problem) {
      setError(problem);
    }
  };
  if (text !== undefined) {
    return (
      <Dialog title={`The token of ${name}`} onClose={onClose} footer={<Button onClick={onClose}>I have it</Button>}>
        <p>It is shown this once; the server keeps only a digest of it.</p>
        <Command text={text} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title="New token"
      onClose={onClose}
      footer={
        <Button tone="primary" icon="key" disabled={!name} onClick={make}>
          Make it
        </Button>
      }
    >
      <TextField label="Name" value={name} onInput={setName} placeholder="of a person or a program" autofocus />
      <SelectField
        label="Role"
        value={role}
        onInput={(value) => setRole(value as Role)}
        options={[["viewer", "viewer: sees everything"], ["submitter", "submitter: its own jobs only"], ["operator", "operator: all jobs, queues, schedules"], ["admin", "admin: everything"]]}
      />
      <TextField label="Ends in" optional value={expires} onInput={setExpires} placeholder="never" help="30d, 12h; nothing for never" />
      <TextField label="Rate" optional value={rate} onInput={setRate} placeholder="no limit; or 100/s" />
      <Trouble error={error} />
    </Dialog>
  );
}
