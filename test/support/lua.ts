interface Fengari {
  readonly lua: {
    lua_tojsstring(state: unknown, index: number): string;
  };
  readonly lauxlib: {
    luaL_newstate(): unknown;
    luaL_dostring(state: unknown, program: Uint8Array): number | boolean;
  };
  readonly lualib: { luaL_openlibs(state: unknown): void };
  to_luastring(text: string): Uint8Array;
}

// It has no types of its own.
const { lua, lauxlib, lualib, to_luastring }: Fengari = require('fengari');

/** Runs Lua 5.3, and returns what the program returns, as text. */
export function runLua(program: string): string {
  const state = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(state);
  const failed = lauxlib.luaL_dostring(state, to_luastring(program));
  const result = lua.lua_tojsstring(state, -1);
  if (failed) throw new Error(result);
  return result;
}
