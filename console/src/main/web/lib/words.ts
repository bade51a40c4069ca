import { quoted, sqlTable } from './api';

// What an editor offers while somebody types SQL: words, tables as they are there now, and columns of the tables that are named.

const WORDS = ('SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT AS AND OR NOT IN IS NULL LIKE BETWEEN CASE WHEN THEN ELSE END JOIN LEFT RIGHT'
  + ' FULL INNER OUTER CROSS ON USING UNION ALL DISTINCT WITH EXISTS DESC ASC CAST INTERVAL TIMESTAMP DATE SHOW TABLES DESCRIBE VALUES OVER'
  + ' PARTITION ROWS RANGE FILTER EXPLAIN').split(' ');
const FUNCTIONS = ('count sum avg min max approx_count_distinct percentile window date_trunc current_timestamp coalesce upper lower length'
  + ' substring concat split regexp_extract explode collect_list to_json from_json round abs first last row_number lag lead').split(' ');
const KEYWORD = new Set(WORDS.map(word => word.toUpperCase()));

export interface Offer { text: string; kind: 'word' | 'function' | 'table' | 'column' }

const plain = (name: string) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoted(name));

let tables: Promise<string[]> | null = null;
const columns = new Map<string, Promise<string[]>>();

async function findTables(): Promise<string[]> {
  const spaces = (await sqlTable('SHOW NAMESPACES', 1_000)).rows.map(row => String(row[0]));
  const all = await Promise.all(spaces.map(async space => {
    try {
      const found = await sqlTable(`SHOW TABLES IN ${space.split('.').map(quoted).join('.')}`, 1_000);
      return found.rows.map(row => `${space.split('.').map(plain).join('.')}.${plain(String(row[1]))}`);
    } catch {
      return []; // one that cannot be listed, such as topics while the broker is away, hides no other
    }
  }));
  return all.flat().sort();
}

/** Names of tables, asked for once a page; `forget` asks again. */
export function knownTables(): Promise<string[]> {
  tables ??= findTables().catch(e => { tables = null; throw e; });
  return tables;
}
export const forget = () => { tables = null; columns.clear(); };

export function knownColumns(table: string): Promise<string[]> {
  let found = columns.get(table);
  if (!found) {
    found = sqlTable(`DESCRIBE TABLE ${table}`, 1_000).then(
      described => {
        const names = described.rows.map(row => String(row[0]));
        const end = names.findIndex(column => column === '' || column.startsWith('#'));
        return (end < 0 ? names : names.slice(0, end)).map(plain);
      },
      () => []);
    columns.set(table, found);
  }
  return found;
}

/** What is being typed before the cursor. */
export const wordBefore = (text: string) => /[A-Za-z_`][A-Za-z0-9_.`-]*$/.exec(text)?.[0] ?? '';

export async function offers(text: string, word: string): Promise<Offer[]> {
  if (word === '') return [];
  const all = await knownTables().catch(() => [] as string[]);
  const named = all.filter(table => text.toLowerCase().includes(table.toLowerCase())).slice(0, 8);
  const ofTables = (await Promise.all(named.map(knownColumns))).flat();
  const start = word.toLowerCase();
  const afterFrom = /\b(from|join|table)\s+[^\s,]*$/i.test(text.slice(0, text.lastIndexOf(word) + word.length));
  const found: Offer[] = all.map(table => ({ text: table, kind: 'table' as const }));
  if (!afterFrom) {
    found.unshift(...[...new Set(ofTables)].map(column => ({ text: column, kind: 'column' as const })));
    found.push(...FUNCTIONS.map(name => ({ text: `${name}(`, kind: 'function' as const })), ...WORDS.map(each => ({ text: each, kind: 'word' as const })));
  }
  const matches = (offer: Offer) => {
    const name = offer.text.toLowerCase().replaceAll('`', '');
    const typed = start.replaceAll('`', '');
    return name !== typed && (name.startsWith(typed) || (offer.kind === 'table' && typed.length > 1 && name.includes(`.${typed}`)));
  };
  return found.filter(matches).slice(0, 12);
}

export interface Token { text: string; kind: 'word' | 'text' | 'number' | 'comment' | 'rest' }
const TOKENS = /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.)*"?)|(\b\d+(?:\.\d+)?\b)|([A-Za-z_]\w*)/g;

/** Pieces of a statement for colours; together they are the statement. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKENS)) {
    if (match.index > at) found.push({ text: text.slice(at, match.index), kind: 'rest' });
    const kind = match[1] ? 'comment' : match[2] ? 'text' : match[3] ? 'number' : KEYWORD.has(match[0].toUpperCase()) ? 'word' : 'rest';
    found.push({ text: match[0], kind });
    at = match.index + match[0].length;
  }
  found.push({ text: text.slice(at) + '\n', kind: 'rest' });
  return found;
}
