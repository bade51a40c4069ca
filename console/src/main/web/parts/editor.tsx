import { useEffect, useRef, useState } from 'preact/hooks';
import { knownTables, offers, tokens, wordBefore, type Offer } from '../lib/words';

/**
 * A text area with colours behind its letters and a list of what may come next: arrows choose, Tab or Enter takes, Escape closes.
 * Ctrl+Enter runs.
 */
export function Editor({ value, onChange, onRun }: { value: string; onChange: (text: string) => void; onRun: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const behind = useRef<HTMLPreElement>(null);
  const asked = useRef(0);
  const [list, setList] = useState<Offer[]>([]);
  const [chosen, setChosen] = useState(0);

  useEffect(() => { knownTables().catch(() => undefined); }, []);

  const suggest = () => {
    const turn = ++asked.current;
    const at = area.current!.selectionStart;
    const before = area.current!.value.slice(0, at);
    const word = wordBefore(before);
    if (word.length < 2 && !before.endsWith('.')) {
      setList([]);
      return;
    }
    offers(area.current!.value, word).then(
      found => { if (turn === asked.current) { setList(found); setChosen(0); } },
      () => setList([]));
  };
  const close = () => { asked.current++; setList([]); };
  const take = (offer: Offer) => {
    const field = area.current!;
    const at = field.selectionStart;
    const word = wordBefore(field.value.slice(0, at));
    field.setRangeText(offer.text, at - word.length, at, 'end');
    onChange(field.value);
    close();
    field.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      close();
      onRun();
    } else if (list.length > 0) {
      const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (move !== 0) {
        event.preventDefault();
        setChosen((chosen + move + list.length) % list.length);
      } else if (event.key === 'Tab' || event.key === 'Enter') {
        event.preventDefault();
        take(list[chosen]!);
      } else if (event.key === 'Escape') {
        close();
      }
    }
  };
  return (
    <div class="editor">
      <pre ref={behind} class="behind" aria-hidden="true">
        {tokens(value).map((token, i) => (token.kind === 'rest' ? token.text : <span key={i} class={`sql-${token.kind}`}>{token.text}</span>))}
      </pre>
      <textarea
        ref={area}
        value={value}
        rows={Math.min(18, Math.max(6, value.split('\n').length + 1))}
        spellcheck={false}
        autocapitalize="none"
        autocomplete="off"
        aria-label="SQL statement"
        aria-autocomplete="list"
        aria-controls="offers"
        aria-activedescendant={list.length > 0 ? `offer-${chosen}` : undefined}
        onInput={event => { onChange(event.currentTarget.value); suggest(); }}
        onKeyDown={keys}
        onBlur={() => setTimeout(close, 150)}
        onScroll={event => {
          behind.current!.scrollTop = event.currentTarget.scrollTop;
          behind.current!.scrollLeft = event.currentTarget.scrollLeft;
        }}
      />
      <ul id="offers" role="listbox" aria-label="Completions" class="offers" hidden={list.length === 0}>
        {list.map((offer, i) => (
          <li key={offer.text} id={`offer-${i}`} role="option" aria-selected={i === chosen} onMouseDown={event => { event.preventDefault(); take(offer); }}>
            <span>{offer.text}</span><small>{offer.kind}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}
