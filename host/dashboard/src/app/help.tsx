// What the keys do.
import { Dialog } from "../ui/dialog.js";
import { helpOpen, ofPage } from "./keyboard.js";
import { SECTIONS } from "./routes.js";

export function Help() {
  if (!helpOpen.value) return null;
  const everywhere: [string, string][] = [
    ["/", "search"],
    ["?", "this help"],
    ["Esc", "close, or leave the search"],
  ];
  const sections = SECTIONS.filter((one) => one.allowed());
  return (
    <Dialog title="Keys" onClose={() => (helpOpen.value = false)}>
      <div class="keys">
        <KeyList title="Everywhere" keys={everywhere} />
        {ofPage.value.length > 0 && <KeyList title="On this page" keys={ofPage.value.map((one) => [one.keys, one.what])} />}
        <KeyList title="Go to" keys={sections.map((one) => [`g ${one.key}`, one.name])} />
      </div>
    </Dialog>
  );
}

function KeyList({ title, keys }: { title: string; keys: [string, string][] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
