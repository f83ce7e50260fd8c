// Secrets by their names: set, replaced and removed, and never read.
import { useState } from "preact/hooks";
import { get, path, put, remove } from "../api/client.js";
import type { List, Secret } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { oneLine } from "../format/text.js";
import { Ago, Button, Chip, Empty, Loading, Panel, Trouble } from "../ui/basics.js";
import { Dialog, confirm } from "../ui/dialog.js";
import { TextField } from "../ui/field.js";
import { toast } from "../ui/toast.js";

export function SecretsTab() {
  const query = useQuery("secrets", (signal) => get<List<Secret>>("/secrets", {}, signal));
  const [sets, setSets] = useState<string | null>(null);
  const items = query.data.value?.items;
  return (
    <Panel
      title="Secrets"
      actions={
        <Button small icon="plus" tone="primary" onClick={() => setSets("")}>
          Set a secret
        </Button>
      }
    >
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {items?.length === 0 && (
        <Empty title="No secrets" icon="key" command="runner secret set propertyradar &lt; key.txt">
          Headers of grants name secrets as {"${secret:name}"}; plugins never see their values.
        </Empty>
      )}
      {items && items.length > 0 && (
        <ul class="plain-list">
          {items.map((one) => (
            <li key={one.name}>
              <code>{one.name}</code>
              {!one.opens && (
                <Chip tone="bad" title="It was sealed with another key than the server has">
                  cannot be opened
                </Chip>
              )}
              <span class="faint">
                set <Ago at={one.set_at} />
                {one.set_by && ` by ${oneLine(one.set_by)}`}
              </span>
              {one.used_by.length > 0 && (
                <span class="faint">
                  for{" "}
                  {one.used_by.map((name) => (
                    <a key={name} href={`/plugins/${name}`}>
                      {name}{" "}
                    </a>
                  ))}
                </span>
              )}
              {one.used_by_settings.map((section) => (
                <span key={section} class="faint">
                  for <code>[{section}]</code> in <code>runner.toml</code>
                </span>
              ))}
              <span class="actions push">
                <Button small onClick={() => setSets(one.name)}>
                  Replace
                </Button>
                <Button
                  small
                  tone="ghost"
                  icon="trash"
                  label={`Remove ${one.name}`}
                  onClick={() => confirm({ title: `Remove ${one.name}?`, body: one.used_by_settings.length > 0 ? "What the server’s own settings need it for, such as its mail, fails from then on; so do requests that need it." : "Requests that need it are refused from then on.", yes: "Remove", tone: "danger", act: async () => (await remove(path`/secrets/${one.name}`), query.refresh()) })}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
      {sets !== null && <SetSecret name={sets} onClose={() => setSets(null)} onSet={query.refresh} />}
    </Panel>
  );
}

function SetSecret({ name: given, onClose, onSet }: { name: string; onClose: () => void; onSet: () => void }) {
  const [name, setName] = useState(given);
  const [value, setValue] = useState("");
  const [error, setError] = useState<unknown>();
  const save = async (): Promise<void> => {
    try {
      await put(path`/secrets/${name}`, { value });
      toast(`The secret ${name} is set`);
      onSet();
      onClose();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog
      title={given ? `Replace ${given}` : "Set a secret"}
      onClose={onClose}
      footer={
        <Button tone="primary" disabled={!name || !value} onClick={save}>
          Set
        </Button>
      }
    >
      {!given && <TextField label="Name" value={name} onInput={setName} autofocus />}
      <TextField label="Value" type="password" value={value} onInput={setValue} autocomplete="new-password" help="It is sealed, and shown to nobody again." />
      <Trouble error={error} />
    </Dialog>
  );
}
