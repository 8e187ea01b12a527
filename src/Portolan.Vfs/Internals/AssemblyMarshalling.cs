// Every native call here takes numbers and pointers. Saying so lets the ahead-of-time compiler make the calls direct, which otherwise
// get stubs compiled at each start.
[assembly: System.Runtime.CompilerServices.DisableRuntimeMarshalling]
