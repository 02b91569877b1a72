/* The pages that are not the first: one chunk. */
export { Accounts } from "./accounts";
export { Flight } from "./flight";
export { Flights } from "./flights";
export { Links } from "./links";
export { ImportList } from "./list-import";
export { WatchList } from "./list";
export { Lists } from "./lists";
export { Load } from "./load";
export { Match } from "./match";
export { Memory } from "./memory";
export { Message } from "./message";
export { Messages } from "./messages";
export { Password } from "./password";
export { Source } from "./source";
export { Sources } from "./sources";
export { Traveller } from "./traveller";
export { Welcome } from "./welcome";
