export async function takeScreens() {}
